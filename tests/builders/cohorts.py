"""People of one organisation on a running platform."""

from deploy.local.platform import LocalPlatform
from tests.builders.inspection import connect
from tests.builders.people import Person


def found_organisation(platform: LocalPlatform, founder: Person, *members: Person) -> str:
    """One that the founder looks after, with the others as plain members; its id."""
    with connect(platform, "auth") as connection:
        for person in (founder, *members):  # as if they had followed the link in their mail
            connection.execute("UPDATE logins SET verified_at = now() WHERE email = %s", (person.email,))
    made = founder.http.post("/v1/organisations", json={"name": "The speaking club"})
    organisation_id = str(made.raise_for_status().json()["id"])
    for member in members:
        body = {"email": member.email, "role": "user"}
        founder.http.post(f"/v1/organisations/{organisation_id}/invitations", json=body).raise_for_status()
        (invitation,) = member.http.get("/v1/invitations").raise_for_status().json()["items"]
        member.http.post(f"/v1/invitations/{invitation['id']}/accept").raise_for_status()
    return organisation_id
