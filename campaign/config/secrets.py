"""Takes the channels' secrets from the environment, or says at once which are missing."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from campaign.config.settings import Config
from campaign.errors import ConfigError, Mistake
from campaign.model import Channel


def secrets(config: Config, environ: Mapping[str, str]) -> dict[str, str]:
    """The secret of each channel that has one and is not paused, by the channel's name.

    A channel's `secret` names an environment variable: NAME holds the secret itself, NAME_FILE the
    path of a file that does (without the line's end). Raises ConfigError with every secret that is
    missing, unreadable, empty or given both ways; no message ever holds one.
    """
    found: dict[str, str] = {}
    wrong: list[Mistake] = []
    for channel in config.channels.values():
        if channel.paused or not channel.secret:
            continue
        secret = _secret(channel, environ)
        if isinstance(secret, Mistake):
            wrong.append(secret)
        else:
            found[channel.name] = secret
    if wrong:
        raise ConfigError(wrong)
    return found


def secret(channel: Channel, environ: Mapping[str, str]) -> str:
    """The secret of one channel, "" when it needs none; raises ConfigError, as `secrets` does."""
    found = _secret(channel, environ) if channel.secret else ""
    if isinstance(found, Mistake):
        raise ConfigError(found)
    return found


def _secret(channel: Channel, environ: Mapping[str, str]) -> str | Mistake:
    name, file = channel.secret, environ.get(f"{channel.secret}_FILE", "")
    value = environ.get(name, "")
    if value and file:
        remedy = "unset one of them, so that it is clear which counts"
        return _mistake(channel, f"both {name} and {name}_FILE are set", remedy)
    if not value and not file:
        remedy = f"set {name}, or {name}_FILE to a file that holds it, or paused = true"
        return _mistake(channel, f"its secret {name} is missing", remedy)
    if file:
        try:
            value = Path(file).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError, ValueError) as error:
            reason = getattr(error, "strerror", None) or "it is not text"
            return _mistake(channel, f"{name}_FILE cannot be read: {file}: {reason}")
        value = value.removesuffix("\n").removesuffix("\r")
    if not value.strip():
        return _mistake(channel, f"the secret {name} is empty", "copy it there once more")
    if "\n" in value or "\r" in value:
        # it would end up in a header of a request, where a line's end means something else
        return _mistake(channel, f"the secret {name} has more than one line", "copy it once more")
    return value


def _mistake(channel: Channel, message: str, remedy: str = "check the path") -> Mistake:
    return Mistake(channel.place, f'channel "{channel.name}": {message}', remedy)
