"""An offline voice as a program of its own: `python -m deploy.local.voice --out x.wav TEXT`.

Nothing else in the repository loads espeak-ng (GPL-3.0); others start this program as a process.
"""
