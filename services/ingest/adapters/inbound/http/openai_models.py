"""The list of models, as OpenAI's clients ask for it."""

from typing import Literal

from pydantic import Field

from chassis.web import Call, Reply, View
from services.ingest.application.use_cases.list_models import ListModels
from services.ingest.domain.models import Model


class ModelView(View):
    """A name that a request may give as its model."""

    id: str
    object: Literal["model"] = "model"
    created: int = Field(default=0, description="Not known: 0.")
    owned_by: str = Field(description="The engine; `rostrum` where the platform chooses.")
    own_key: bool = Field(default=False, description="A provider key of yours opens it, and pays.")


class ModelListView(View):
    object: Literal["list"] = "list"
    data: list[ModelView]


class ModelsDoor:
    """The handlers of `/v1/models`."""

    def __init__(self, list_models: ListModels) -> None:
        self._models = list_models

    def list_models(self, call: Call) -> Reply:
        """List the models

        The engines that are available here, each also with its models (`engine:model`), and the names of
        OpenAI's models, which leave the choice to the platform.
        """
        del call  # whose keys open engines, is known of whoever asks
        return Reply(ModelListView(data=[_view(model) for model in self._models()]))

    def get_model(self, call: Call, model_id: str) -> Reply:
        """Read a model"""
        del call
        return Reply(_view(self._models.one(model_id)))


def _view(model: Model) -> ModelView:
    return ModelView(id=model.id, owned_by=model.owner, own_key=model.own_key)
