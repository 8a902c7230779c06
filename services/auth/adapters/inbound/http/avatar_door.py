"""The picture of a user over HTTP."""

import hashlib
from collections.abc import Sequence

from flask import Response

from chassis.web import IF_NONE_MATCH, Call, Content, Limit, Operation, Reply
from services.auth.application.ports.avatars import AVATAR_TYPE
from services.auth.application.use_cases.keep_avatar import KeepAvatar

_TAG = "Users"
_PATH = "/v1/users/me/avatar"
MAX_BYTES = 2 * 1024 * 1024
MEDIA_TYPES = ("image/png", "image/jpeg", "image/webp")
"""What a body may be called; what it is, is found from its content."""


class AvatarDoor:
    """Each operation reads its request, calls one use case and shows the result."""

    def __init__(self, avatar: KeepAvatar) -> None:
        self._avatar = avatar

    def operations(self) -> Sequence[Operation]:
        picture = Content((AVATAR_TYPE,), "A square of 256 by 256 pixels.")
        limits = (Limit("avatar", 10),)
        return (
            Operation(
                "PUT", _PATH, self.store_avatar, _TAG, "user", {204: None}, limits,
                max_body=MAX_BYTES, uploads=MEDIA_TYPES, problems=(404, 503),
            ),
            Operation(
                "GET", _PATH, self.show_avatar, _TAG, "user", {200: picture},
                problems=(404,), headers=(IF_NONE_MATCH,),
            ),
            Operation("DELETE", _PATH, self.remove_avatar, _TAG, "user", {204: None}),
        )  # fmt: skip

    def store_avatar(self, call: Call) -> Reply:
        """Set your picture: PNG, JPEG or WebP of at most 2 MiB and 16 million pixels.

        It is cut to a square and written anew: where it was taken, and anything else that can't be seen, is
        not kept.
        """
        self._avatar.store(call.user.tenant_id, call.user.user_id, b"".join(call.chunks()))
        return Reply()

    def show_avatar(self, call: Call) -> Response:
        """Show your picture."""
        content = self._avatar.show(call.user.tenant_id, call.user.user_id)
        response = Response(content, content_type=AVATAR_TYPE)
        response.headers["Cache-Control"] = "private, no-cache"
        response.set_etag(hashlib.sha256(content).hexdigest())
        return response

    def remove_avatar(self, call: Call) -> Reply:
        """Remove your picture."""
        self._avatar.remove(call.user.tenant_id, call.user.user_id)
        return Reply()
