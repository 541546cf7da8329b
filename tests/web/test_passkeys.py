"""Passkeys over HTTP: nobody signs in by, takes over or removes what is somebody else's."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from campaign.usecases.signing_in import passkeys
from tests.usecases.signing_in.authenticator import Authenticator
from tests.web.stage import Stage, Visit
from tests.web.test_sign_in import given


@pytest.fixture
def named(stage: Stage) -> Iterator[str]:
    """The desk's address by a name: passkeys belong to names."""
    yield stage.url.replace("127.0.0.1", "localhost")


def person(stage: Stage, named: str, id: str) -> Visit:
    """Somebody who signed in by a link, at the desk's name."""
    visit = Visit(named)
    path = given(stage, id)
    assert visit.post(path, page=path).status_code == 303
    return visit


def made(visit: Visit, device: Authenticator, name: str = "Laptop") -> None:
    """A passkey of whoever is signed in."""
    token = visit.token("/me")
    asked = visit.send("/me/passkeys/ask", {"csrf": token}).json()
    form = {"csrf": token, "credential": device.make(asked), "name": name}
    assert visit.send("/me/passkeys", form).status_code == 303


def test_the_passkey_of_somebody_else_is_not_removed_and_that_is_said(
    stage: Stage, named: str
) -> None:
    """Nor is the same one removed twice."""
    edgar, olga = (person(stage, named, id) for id in ("edgar", "olga"))
    made(edgar, Authenticator(named))
    (key,) = passkeys.mine(stage.opened.database, stage.person("edgar"))
    form = {"passkey": key.id}
    olga.post("/me/passkeys/remove", form, page="/me")
    assert "so none was removed" in olga.get("/me").text
    assert passkeys.mine(stage.opened.database, stage.person("edgar"))
    for words in ("signs nobody in any more", "so none was removed"):
        edgar.post("/me/passkeys/remove", form, page="/me")
        assert words in edgar.get("/me").text
    assert not passkeys.mine(stage.opened.database, stage.person("edgar"))


def test_a_challenge_of_somebody_else_is_answered_by_nobody(stage: Stage, named: str) -> None:
    """Neither to add a passkey, nor to sign in, nor with the handle of another person."""
    edgar, olga = (person(stage, named, id) for id in ("edgar", "olga"))
    device, other = Authenticator(named), Authenticator(named)
    token = edgar.token("/me")
    asked = edgar.send("/me/passkeys/ask", {"csrf": token}).json()
    form = {"csrf": olga.token("/me"), "credential": other.make(asked), "name": "Mine"}
    assert olga.send("/me/passkeys", form).status_code == 403
    made(edgar, device)
    made(olga, other)
    guest, thief = Visit(named), Visit(named)
    token, stolen = guest.token("/sign-in"), thief.token("/sign-in")
    challenge = guest.send("/sign-in/passkey/ask", {"csrf": token}).json()
    answer = device.sign(challenge)
    late = thief.send("/sign-in/passkey", {"csrf": stolen, "credential": answer})
    assert late.status_code == 403 and thief.get("/", allow_redirects=False).status_code == 303
    for wrong in ({"handle": other.handle}, {"id": other.id}):
        challenge = guest.send("/sign-in/passkey/ask", {"csrf": token}).json()
        answer = device.sign(challenge, **wrong)
        form = {"csrf": token, "credential": answer}
        assert guest.send("/sign-in/passkey", form).status_code == 403
    challenge = guest.send("/sign-in/passkey/ask", {"csrf": token}).json()
    form = {"csrf": token, "credential": device.sign(challenge)}
    assert guest.send("/sign-in/passkey", form).status_code == 303
    assert "Edgar" in guest.get("/").text
