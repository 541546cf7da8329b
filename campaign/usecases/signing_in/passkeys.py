"""Passkeys: made by a person who is signed in, and used to sign in.

Each ceremony has a challenge that is asked once, of one browser, for five minutes. The
authenticator must have verified its user (a finger, a face or a PIN). Neither the private key nor a
password ever reaches the desk. A passkey belongs to one host name, and works there only.
"""

from __future__ import annotations

import json
import logging
import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, Final

from webauthn import (
    base64url_to_bytes,
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import bytes_to_base64url
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from campaign.errors import CampaignError
from campaign.model.people import Actor, Person
from campaign.model.sessions import Passkey, WayIn
from campaign.plan.rights import Act
from campaign.printable import one_line
from campaign.storage import record
from campaign.storage.database import Database
from campaign.storage.desk import passkeys
from campaign.storage.record import RecordAct
from campaign.storage.trust import people
from campaign.usecases.signing_in import tokens
from campaign.usecases.signing_in.errors import CannotSignIn
from campaign.usecases.signing_in.sessions import Begun, Browser, Lasting, begin
from campaign.usecases.trust.names import checked_name

log = logging.getLogger(__name__)

#: How many passkeys a person has at most.
MOST: Final = 20
_CREDENTIAL: Final = re.compile(r"[A-Za-z0-9_-]{1,1400}")  # base64url; at most 1023 bytes
_ADD: Final = "add a passkey"
_USE: Final = "use a passkey"
_HOLDS: Final = timedelta(minutes=5)
_CHALLENGE: Final = 32  # bytes
_TRANSPORTS: Final = frozenset({"ble", "cable", "hybrid", "internal", "nfc", "smart-card", "usb"})
_LATE: Final = "That took longer than five minutes, or it was done before. Begin again."
_REFUSED: Final = "This passkey signs nobody in here. Try again, or use another way to sign in."


@dataclass(frozen=True, slots=True)
class Site:
    """What a passkey belongs to: the host name, the whole origin, and the name that is shown."""

    host: str
    origin: str
    name: str


def ask_to_add(
    database: Database, site: Site, browser: Browser, *, actor: Actor, now: datetime
) -> Mapping[str, Any]:
    """What the browser needs to make a passkey; the JSON of PublicKeyCredentialCreationOptions.

    Raises CampaignError and Forbidden.
    """
    challenge = secrets.token_bytes(_CHALLENGE)
    with database.write() as connection:
        person = _person(people.demand(connection, actor, Act.READ, []))
        mine = passkeys.of(connection, person.id)
        _check_room(mine)
        _ask(connection, challenge, _ADD, person.id, browser, now)
    options = generate_registration_options(
        rp_id=site.host,
        rp_name=site.name,
        user_id=_handle(person),
        user_name=person.email,
        user_display_name=person.name,
        challenge=challenge,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED,
            require_resident_key=True,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=[_descriptor(each) for each in mine],
    )
    return _plain(options_to_json(options))


def add(
    database: Database,
    site: Site,
    answer: str,
    name: str,
    browser: Browser,
    *,
    actor: Actor,
    now: datetime,
) -> Passkey:
    """Keep the passkey that a browser made; `answer` is the JSON of its credential.

    A passkey of the same person that is there already is left as it is. Raises CannotSignIn,
    UnfitName, CampaignError and Forbidden.
    """
    named = checked_name(name)
    credential = _read(answer)
    with database.write() as connection:
        actor = people.demand(connection, actor, Act.READ, [])
        person = _person(actor)
        known = passkeys.one(connection, _id(credential))
        if known is not None and known.person == person.id:
            return known
        challenge = _challenge(credential)
        id = tokens.digest(bytes_to_base64url(challenge))
        mine = passkeys.of(connection, person.id)
        _check_room(mine)
        if not passkeys.answered(connection, id, _ADD, person.id, browser.id, now):
            raise CannotSignIn(_LATE)
        try:
            verified = verify_registration_response(
                credential=credential,
                expected_challenge=challenge,
                expected_rp_id=site.host,
                expected_origin=site.origin,
                require_user_verification=True,
            )
        except Exception as error:  # whatever a browser sends ends in an answer
            _refused("added", error)
            raise CannotSignIn("The browser made no passkey that can be used here.") from None
        made = Passkey(
            id=bytes_to_base64url(verified.credential_id),
            person=person.id,
            handle=bytes_to_base64url(_handle(person)),
            name=named,
            public_key=bytes_to_base64url(verified.credential_public_key),
            sign_count=verified.sign_count,
            transports=_transports(credential),
            created=now,
        )
        if passkeys.one(connection, made.id) is not None:
            raise CannotSignIn("This passkey belongs to another person.")
        passkeys.add(connection, made)
        _record(connection, RecordAct.PASSKEY_ADDED, actor, made.name, now)
    return made


def ask_to_sign_in(
    database: Database, site: Site, browser: Browser, now: datetime
) -> Mapping[str, Any]:
    """What the browser needs to sign in; the JSON of PublicKeyCredentialRequestOptions.

    It names nobody's passkeys: the authenticator offers those that it has for this site.
    """
    challenge = secrets.token_bytes(_CHALLENGE)
    with database.write() as connection:
        _ask(connection, challenge, _USE, "", browser, now)
    options = generate_authentication_options(
        rp_id=site.host,
        challenge=challenge,
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return _plain(options_to_json(options))


def sign_in(
    database: Database,
    site: Site,
    answer: str,
    browser: Browser,
    *,
    lasting: Lasting,
    now: datetime,
) -> Begun:
    """Sign in by what the browser answered; `answer` is the JSON of its credential.

    Raises CannotSignIn, in the same words whatever the reason.
    """
    credential = _read(answer)
    challenge = _challenge(credential)
    id = tokens.digest(bytes_to_base64url(challenge))
    with database.write() as connection:
        people.keep(connection)
        asked = passkeys.answered(connection, id, _USE, "", browser.id, now)
        known = passkeys.one(connection, _id(credential), lock=True)
        person = people.one(connection, known.person) if known else None
        problem = _problem(credential, known, person) if asked else "the challenge is over"
        if not problem and known is not None:
            try:
                verified = verify_authentication_response(
                    credential=credential,
                    expected_challenge=challenge,
                    expected_rp_id=site.host,
                    expected_origin=site.origin,
                    credential_public_key=base64url_to_bytes(known.public_key),
                    credential_current_sign_count=known.sign_count,
                    require_user_verification=True,
                )
            except Exception as error:  # whatever a browser sends ends in an answer
                problem = f"{type(error).__name__}: {error}"
            else:
                passkeys.used(connection, known.id, verified.new_sign_count, now)
                return begin(
                    *(connection, known.person, WayIn.PASSKEY, browser),
                    lasting=lasting,
                    now=now,
                )
    # Only now: what was asked is used up whatever became of it.
    _refused("used", problem)
    raise CannotSignIn(_REFUSED)


def id_of(answer: str) -> str:
    """The id of the passkey that an answer is about, "" when it names none."""
    try:
        return _id(_read(answer))
    except CannotSignIn:
        return ""


def mine(database: Database, actor: Actor) -> Sequence[Passkey]:
    """One's own passkeys, oldest first; raises Forbidden."""
    with database.read() as connection:
        known = people.asked(connection, actor, Act.READ, [])
        return passkeys.of(connection, known.person.id) if known.person else ()


def remove(database: Database, id: str, *, actor: Actor, now: datetime) -> bool:
    """Let one of one's own passkeys sign nobody in any more; False when there is none.

    Raises Forbidden.
    """
    with database.write() as connection:
        actor = people.demand(connection, actor, Act.READ, [])
        person = _person(actor)
        known = passkeys.one(connection, id)
        if known is None or not passkeys.remove(connection, person.id, id):
            return False
        _record(connection, RecordAct.PASSKEY_REMOVED, actor, known.name, now)
    return True


def _problem(credential: Mapping[str, Any], known: Passkey | None, person: Person | None) -> str:
    """Why a passkey signs nobody in, before its signature is looked at; "" for nothing."""
    if known is None:
        return "nobody has this passkey"
    if person is None or person.disabled is not None:
        return "its person may not sign in"
    response = credential.get("response")
    handle = response.get("userHandle") if isinstance(response, dict) else None
    if handle and handle != known.handle:
        return "it says that it belongs to somebody else"
    return ""


def _person(actor: Actor) -> Person:
    if actor.person is None:
        raise CampaignError("nobody is registered, so nobody has a passkey: register first")
    return actor.person


def _handle(person: Person) -> bytes:
    """What authenticators call a person: an id of a fixed length that is not a name."""
    return sha256(f"campaign: passkeys of {person.id}".encode()).digest()


def _check_room(mine: Sequence[Passkey]) -> None:
    if len(mine) >= MOST:
        raise CampaignError(f"{MOST} passkeys are enough: remove one that you do not use")


def _ask(
    connection: Any, challenge: bytes, kind: str, person: str, browser: Browser, now: datetime
) -> None:
    id = tokens.digest(bytes_to_base64url(challenge))
    passkeys.ask(connection, id, kind, person, browser.id, now=now, until=now + _HOLDS)


def _read(answer: str) -> dict[str, Any]:
    try:
        found = json.loads(answer)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise CannotSignIn(_REFUSED)
    return found


def _id(credential: Mapping[str, Any]) -> str:
    id = credential.get("id")
    return id if isinstance(id, str) and _CREDENTIAL.fullmatch(id) else ""


def _challenge(credential: Mapping[str, Any]) -> bytes:
    """The challenge that an answer says it is for; raises CannotSignIn."""
    try:
        data = json.loads(base64url_to_bytes(credential["response"]["clientDataJSON"]))
        return base64url_to_bytes(data["challenge"])
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError):
        raise CannotSignIn(_REFUSED) from None


def _transports(credential: Mapping[str, Any]) -> tuple[str, ...]:
    named = credential["response"].get("transports")
    some = named if isinstance(named, list) else ()
    return tuple(sorted({each for each in some if isinstance(each, str)} & _TRANSPORTS))


def _descriptor(passkey: Passkey) -> PublicKeyCredentialDescriptor:
    return PublicKeyCredentialDescriptor(id=base64url_to_bytes(passkey.id))


def _plain(text: str) -> Mapping[str, Any]:
    found: dict[str, Any] = json.loads(text)
    return found


def _refused(what: str, why: object) -> None:
    log.warning(
        "A passkey could not be %s: %s", what, one_line(str(why), 200), extra={"action": "passkey"}
    )


def _record(connection: Any, act: RecordAct, actor: Actor, name: str, now: datetime) -> None:
    record.append(
        connection,
        act,
        who=actor.name,
        now=now,
        private={"person": actor.name, "name": name},
    )
