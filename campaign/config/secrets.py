"""Takes the channels' secrets from where they are, or reports at once which ones are missing.

A channel's `secret` names an environment variable. NAME holds the secret itself; NAME_FILE holds
the path of a file with it (without the line's end). A channel without that key has the credential
that `campaign channels connect` has stored for it. `client_secret` names a variable like `secret`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from campaign.bounded_file import LARGEST_SECRET, read_file
from campaign.config.settings import Config, DeskSettings, Notices, Reader, SingleSignOn
from campaign.errors import ConfigError, Mistake, Place
from campaign.model import Channel, Kept
from campaign.printable import shell_word

Stored = Callable[[str], Kept]
#: Whether the accounts of a platform have a credential.
Wants = Callable[[str], bool]


def _none(channel: str) -> Kept:
    return Kept()


def secrets(
    config: Config, wants: Wants, environ: Mapping[str, str], stored: Stored = _none
) -> dict[str, str]:
    """The secret of each channel that has one and is not paused, by the channel's name.

    `stored` gives a channel's stored credential by its name. Raises ConfigError with every secret
    that is missing, unreadable, empty or given both ways; no message ever holds a secret.
    """
    found: dict[str, str] = {}
    wrong: list[Mistake] = []
    for channel in config.channels.values():
        if channel.paused or not _has_credential(channel, wants):
            continue
        own, application = _secret(channel, environ, stored), _client_secret(channel, environ)
        wrong += [each for each in (own, application) if isinstance(each, Mistake)]
        if isinstance(own, str):
            found[channel.name] = own
    if wrong:
        raise ConfigError(wrong)
    return found


def secret(
    channel: Channel, wants: Wants, environ: Mapping[str, str], stored: Stored = _none
) -> str:
    """The secret of one channel, "" when it needs none; raises ConfigError, as `secrets` does."""
    found = _secret(channel, environ, stored) if _has_credential(channel, wants) else ""
    if isinstance(found, Mistake):
        raise ConfigError(found)
    return found


def client_secret(channel: Channel, environ: Mapping[str, str]) -> str:
    """The secret of the application a channel is run through, "" for none; raises ConfigError."""
    found = _client_secret(channel, environ)
    if isinstance(found, Mistake):
        raise ConfigError(found)
    return found or ""


def notices_secret(notices: Notices, environ: Mapping[str, str]) -> str:
    """The addresses that notices go to, one or more in any lines; raises ConfigError."""
    try:
        return _value(notices.secret, environ, lines=True)
    except _Unfit as unfit:
        raise ConfigError(Mistake(notices.place, f"notices: {unfit}", unfit.remedy)) from None


def reader_secret(reader: Reader, environ: Mapping[str, str]) -> str:
    """The addresses of a reader of the report, one or more in any lines; raises ConfigError."""
    try:
        return _value(reader.secret, environ, lines=True)
    except _Unfit as unfit:
        message = f"report.to.{reader.name}: {unfit}"
        raise ConfigError(Mistake(reader.place, message, unfit.remedy)) from None


def desk_mail(desk: DeskSettings, environ: Mapping[str, str]) -> str:
    """The address through which the desk sends mail, "" for none; raises ConfigError.

    {to} stands in it for a person's address.
    """
    found = _of_desk(desk.mail, desk.place, environ) if desk.mail else ""
    if found and "{to}" not in found:
        remedy = (
            "write {to} where the person's address belongs: mailto://user:password@host?to={to}"
        )
        raise ConfigError(Mistake(desk.place, f"desk.mail: {desk.mail} holds no {{to}}", remedy))
    return found


def single_sign_on_secret(provider: SingleSignOn, environ: Mapping[str, str]) -> str:
    """The secret by which an OpenID Connect provider knows the desk; raises ConfigError."""
    return _of_desk(provider.client_secret, provider.place, environ)


def _of_desk(name: str, place: Place, environ: Mapping[str, str]) -> str:
    try:
        return _value(name, environ)
    except _Unfit as unfit:
        raise ConfigError(Mistake(place, f"desk: {unfit}", unfit.remedy)) from None


def _has_credential(channel: Channel, wants: Wants) -> bool:
    """Whether the channel has a credential, named or kept."""
    return bool(channel.secret) or wants(channel.platform)


def _secret(channel: Channel, environ: Mapping[str, str], stored: Stored) -> str | Mistake:
    if channel.secret:
        return _variable(channel, channel.secret, environ)
    kept = stored(channel.name)
    again = f"campaign channels connect {shell_word(channel.name)}"
    if kept.unreadable:
        return _mistake(channel, f"its credential is {kept.unreadable}", f"or {again}")
    if not kept.text:
        return _mistake(channel, "no credential", f'name one with secret = "NAME", or {again}')
    return kept.text


def _client_secret(channel: Channel, environ: Mapping[str, str]) -> str | Mistake | None:
    name = channel.options.get("client_secret")
    return _variable(channel, name, environ) if name else None


def _variable(channel: Channel, name: str, environ: Mapping[str, str]) -> str | Mistake:
    try:
        return _value(name, environ, otherwise=", or paused = true")
    except _Unfit as unfit:
        return _mistake(channel, str(unfit), unfit.remedy)


class _Unfit(Exception):
    """Why a variable does not hold a secret, without what it holds, and what to do."""

    def __init__(self, message: str, remedy: str = "check the path") -> None:
        super().__init__(message)
        self.remedy = remedy


def _value(
    name: str, environ: Mapping[str, str], *, otherwise: str = "", lines: bool = False
) -> str:
    """What NAME holds, or the file that NAME_FILE names; raises _Unfit."""
    file = environ.get(f"{name}_FILE", "")
    value = environ.get(name, "")
    if value and file:
        remedy = "unset one of them, so that it is clear which counts"
        raise _Unfit(f"both {name} and {name}_FILE are set", remedy)
    if not value and not file:
        remedy = f"set {name}, or {name}_FILE to a file that holds it{otherwise}"
        raise _Unfit(f"its secret {name} is missing", remedy)
    if file:
        try:
            value = read_file(Path(file), LARGEST_SECRET).decode()
        except (OSError, UnicodeDecodeError) as error:
            reason = getattr(error, "strerror", None) or "it is not text"
            raise _Unfit(f"{name}_FILE cannot be read: {file}: {reason}") from None
        value = value.removesuffix("\n").removesuffix("\r")
    if not value.strip():
        raise _Unfit(f"the secret {name} is empty", "copy it there once more")
    if not lines and ("\n" in value or "\r" in value):
        # it goes into a header of a request, where a line's end has another meaning
        raise _Unfit(f"the secret {name} has more than one line", "copy it once more")
    return value


def _mistake(channel: Channel, message: str, remedy: str) -> Mistake:
    return Mistake(channel.place, f'channel "{channel.name}": {message}', remedy)
