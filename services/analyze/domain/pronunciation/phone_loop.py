"""The phones that are heard when the text is not known."""

import numpy as np
from numpy.typing import NDArray

CHANGE = 4.0
"""What going from one phone to another costs, as a natural logarithm: else every frame would be a phone."""


def free_phones(logs: NDArray[np.float32]) -> NDArray[np.int64]:
    """The best path through the frames' log probabilities, [frame, phone]: a phone for each frame."""
    frames, phones = logs.shape
    score = logs[0].astype(np.float64)
    came_from = np.zeros((frames, phones), np.int64)
    stay = np.arange(phones)
    for frame in range(1, frames):
        best = int(score.argmax())
        changed = score[best] - CHANGE
        came_from[frame] = np.where(score >= changed, stay, best)
        score = np.maximum(score, changed) + logs[frame]
    path = np.zeros(frames, np.int64)
    path[-1] = score.argmax()
    for frame in range(frames - 1, 0, -1):
        path[frame - 1] = came_from[frame, path[frame]]
    return path
