"""What a learner shares, over HTTP."""

from uuid import UUID

from chassis.web import Call, Pages, Reply
from services.ingest.adapters.inbound.http.share_views import (
    NewShare,
    SharePageView,
    ShareQuery,
    ShareView,
)
from services.ingest.application.use_cases.share_recordings import ShareRecordings, ShareWish
from services.ingest.domain.share import Person


class SharesDoor:
    """The handlers; their docstrings are the API's documentation."""

    def __init__(self, share: ShareRecordings, pages: Pages) -> None:
        self._share = share
        self._pages = pages

    def share_recording(self, call: Call, recording_id: UUID, body: NewShare) -> Reply:
        """Share a recording with a coach

        With its transcript, analysis and report. The coach is one of an organisation that both of you belong
        to; they can read and change nothing. Sharing again renews the share.
        """
        return self._granted(call, body.wish(recording_id))

    def share_all_recordings(self, call: Call, body: NewShare) -> Reply:
        """Share all recordings with a coach

        Those that there are and those that will come.
        """
        return self._granted(call, body.wish())

    def list_recording_shares(self, call: Call, recording_id: UUID, query: ShareQuery) -> Reply:
        """List the shares of a recording

        Those for it alone, with when each coach last looked; coaches with whom you share everything are in
        `/v1/shares`.
        """
        return self._listed(call, query, recording_id)

    def list_shares(self, call: Call, query: ShareQuery) -> Reply:
        """List all your shares

        With when each coach last looked.
        """
        return self._listed(call, query, None)

    def revoke_share(self, call: Call, share_id: UUID) -> Reply:
        """Revoke a share

        From now on the coach finds nothing under it.
        """
        self._share.revoke(caller(call), share_id)
        return Reply()

    def _granted(self, call: Call, wish: ShareWish) -> Reply:
        shown = self._share.grant(caller(call), call.resource_id(), wish)
        return Reply(ShareView.of(shown), 201, {"Location": f"/v1/shares/{shown.share.id}"})

    def _listed(self, call: Call, query: ShareQuery, recording_id: UUID | None) -> Reply:
        scope = f"shares:{call.user.tenant_id}:{recording_id}"
        after = self._pages.after(scope, query.cursor)
        page = self._share.page(caller(call), query.limit, after, recording_id)
        cursor = self._pages.cursor(scope, page.after)
        items = [ShareView.of(shown) for shown in page.items]
        return Reply(SharePageView(items=items, next_cursor=cursor), headers=call.next_link(cursor))


def caller(call: Call) -> Person:
    return Person(call.user.user_id, call.user.tenant_id)
