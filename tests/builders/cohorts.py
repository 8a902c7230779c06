"""People of one organisation on a running platform."""

from collections.abc import Sequence

from deploy.local.platform import LocalPlatform
from tests.builders.inspection import connect
from tests.builders.people import Person


def found_organisation(
    platform: LocalPlatform, founder: Person, *members: Person, coaches: Sequence[Person] = ()
) -> str:
    """One that the founder looks after, with plain members and coaches; its id."""
    with connect(platform, "auth") as connection:
        for person in (founder, *members, *coaches):  # as if they had followed the link in their mail
            connection.execute("UPDATE logins SET verified_at = now() WHERE email = %s", (person.email,))
    made = founder.http.post("/v1/organisations", json={"name": "The speaking club"})
    organisation_id = str(made.raise_for_status().json()["id"])
    for member in members:
        admit(founder, organisation_id, member, "user")
    for coach in coaches:
        admit(founder, organisation_id, coach, "coach")
        coach.renew()
    return organisation_id


def admit(admin: Person, organisation_id: str, person: Person, role: str) -> None:
    """Invited by one and accepted by the other."""
    body = {"email": person.email, "role": role}
    admin.http.post(f"/v1/organisations/{organisation_id}/invitations", json=body).raise_for_status()
    invitations = person.http.get("/v1/invitations").raise_for_status().json()["items"]
    (invitation,) = [one for one in invitations if one["organisation_id"] == organisation_id]
    person.http.post(f"/v1/invitations/{invitation['id']}/accept").raise_for_status()
