"""Asking a text model for an answer of a known shape, on any OpenAI-compatible chat server.

    chat = ChatModel(RemoteApi("text_model", url, bearer(key), now=clock.now), "a-model")
    answer = chat.complete(system, user, Corrections, deadline_s=60)

The shape is a pydantic model: what does not fit it is no answer. What goes into `user` is data for the model
and may say anything; nothing that comes back does more than fill the shape.
"""

from chassis.chat.completions import FREE, Answer, ChatModel, Prices, Usage
from chassis.chat.own_models import OwnModel, OwnModels

__all__ = ["FREE", "Answer", "ChatModel", "OwnModel", "OwnModels", "Prices", "Usage"]
