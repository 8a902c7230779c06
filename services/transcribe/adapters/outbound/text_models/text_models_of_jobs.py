"""Text models, told without loading what calls them: an HTTP client takes 20 MB."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime
from functools import cached_property
from typing import Protocol
from uuid import UUID

from pydantic import SecretStr

from chassis.lent_keys import KeyVault
from services.transcribe.application.ports.text_model import TextModel

MISSING = (
    "leave a key of a provider that has one, such as PUT /v1/users/me/provider-keys/openai; or the operator"
    " sets ROSTRUM_TEXT_MODEL_URL to an OpenAI-compatible server and ROSTRUM_TEXT_MODEL to one of its models,"
    " whose key, where it needs one, is the secret text_model_key."
)


class ModelSettings(Protocol):
    """The settings of that name."""

    @property
    def text_model_url(self) -> str | None: ...
    @property
    def text_model(self) -> str | None: ...
    @property
    def text_model_key(self) -> SecretStr | None: ...
    @property
    def text_model_prompt_usd(self) -> float: ...
    @property
    def text_model_completion_usd(self) -> float: ...
    @property
    def text_model_slots(self) -> int: ...
    @property
    def private_provider_urls(self) -> bool: ...


class _Opened(Protocol):
    def at_work(self, tenant_id: UUID, job_id: UUID) -> AbstractContextManager[TextModel]: ...
    def close(self) -> None: ...


class TextModelsOfJobs:
    """The installation's model is that of its settings, where they name one."""

    def __init__(self, vault: KeyVault, settings: ModelSettings, now: Callable[[], datetime]) -> None:
        self._vault = vault
        self._settings = settings
        self._now = now

    def missing(self, tenant_id: UUID) -> str:
        if self._settings.text_model_url and self._settings.text_model:
            return ""
        own = any(offer.text_model for offer in self._vault.offers(tenant_id))
        return "" if own else MISSING

    def at_work(self, tenant_id: UUID, job_id: UUID) -> AbstractContextManager[TextModel]:
        return self._opened.at_work(tenant_id, job_id)

    def close(self) -> None:
        if "_opened" in vars(self):
            self._opened.close()

    @cached_property
    def _opened(self) -> _Opened:
        from chassis.chat import ChatModel, OwnModels, Prices
        from chassis.remote import RemoteApi, bearer
        from services.transcribe.adapters.outbound.text_models.chat_text_models import ChatTextModels

        settings, standing = self._settings, None
        if settings.text_model_url and settings.text_model:
            key = settings.text_model_key.get_secret_value() if settings.text_model_key else None
            api = RemoteApi("text_model", settings.text_model_url, bearer(key), now=self._now)
            prices = Prices(settings.text_model_prompt_usd, settings.text_model_completion_usd)
            standing = ChatModel(api, settings.text_model, prices)
        own = OwnModels(self._vault, self._now, private_urls=settings.private_provider_urls)
        return ChatTextModels(own, standing, settings.text_model_slots)
