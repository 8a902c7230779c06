"""Members of an organisation: seeing them, giving them roles, parting with them."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from services.auth.application.ports.organisations import Members, NamedMember
from services.auth.application.ports.time_and_chance import Clock
from services.auth.application.standing import Standing
from services.auth.domain.audit import Act
from services.auth.domain.errors import NoSuchMember
from services.auth.domain.organisation import Member, MemberRole, Person

_EVERYONE = frozenset({"user", "coach", "admin"})
_KNOWN_TO_ALL = frozenset({"coach", "admin"})


@dataclass(frozen=True)
class MemberPage:
    """`after` is where the next page begins; None where there is none. Addresses are for administrators."""

    items: Sequence[NamedMember]
    after: UUID | None
    with_addresses: bool


@dataclass(frozen=True)
class ManageMembers:
    """Administrators see everybody and change roles; others see coaches and administrators, by name only.

    - What a member loses is lost at once: shares with a coach who is none any more show nothing.
    - Nobody can leave, be removed or lose the role when nobody would be left as administrator.
    """

    members: Members
    standing: Standing
    clock: Clock

    def page(self, person: Person, organisation_id: UUID, limit: int, after: UUID | None) -> MemberPage:
        is_admin = self.standing.member(organisation_id, person.user_id).role == "admin"
        shown = _EVERYONE if is_admin else _KNOWN_TO_ALL
        found = self.members.page(organisation_id, limit + 1, after, shown)
        items = found[:limit]
        more = items[-1].member.person.user_id if len(found) > limit else None
        return MemberPage(items, more, is_admin)

    def change_role(self, admin: Person, organisation_id: UUID, user_id: UUID, role: MemberRole) -> Member:
        member = self._other(admin, organisation_id, user_id)
        if member.role == role:
            return member
        now = self.clock.now()
        changed = member.given(role, now)
        details = {"role": role, "before": member.role}
        act = Act("member.role_changed", now, organisation_id, admin.user_id, user_id, details)
        if not self.members.change_role(changed, [act]):
            raise _no_such_member()
        return changed

    def remove(self, admin: Person, organisation_id: UUID, user_id: UUID) -> None:
        self._other(admin, organisation_id, user_id)
        act = Act("member.removed", self.clock.now(), organisation_id, admin.user_id, user_id)
        if not self.members.remove(organisation_id, user_id, [act]):
            raise _no_such_member()

    def leave(self, person: Person, organisation_id: UUID) -> None:
        self.standing.member(organisation_id, person.user_id)
        act = Act("member.left", self.clock.now(), organisation_id, person.user_id)
        self.members.remove(organisation_id, person.user_id, [act])

    def _other(self, admin: Person, organisation_id: UUID, user_id: UUID) -> Member:
        self.standing.admin(organisation_id, admin.user_id)
        member = self.members.find(organisation_id, user_id)
        if member is None:
            raise _no_such_member()
        return member


def _no_such_member() -> NoSuchMember:
    return NoSuchMember("The organisation has no such member.")
