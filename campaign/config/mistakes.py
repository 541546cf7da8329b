"""Collects the mistakes of one configuration file, each with its line and its remedy."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from campaign.calendar.known import did_you_mean, nearest
from campaign.calendar.toml_lines import Path
from campaign.errors import ConfigError, Mistake, Place

#: Keys under which people put a secret itself.
_SECRETS = frozenset(
    {"token", "access_token", "refresh_token", "bearer", "password", "passwd", "app_password"}
    | {"key", "api_key", "api_secret", "secret_key", "client_secret", "credential"}
)
#: The names of the file's top level: one setting and the tables.
_TABLES = (
    "campaign",
    "machine_words",
    "approval",
    "paths",
    "report",
    "collect",
    "run",
    "feeds",
    "links",
    "checks",
    "evidence",
    "notices",
    "desk",
    "machines",
    "regions",
    "platforms",
    "read_back",
    "channels",
)
TOP = ("database", *_TABLES)

_KINDS = {
    "string_type": "must be text in quotes",
    "bool_type": "must be true or false, without quotes",
    "int_type": "must be a whole number, without quotes",
    "list_type": "must be a list in [ ]",
    "dict_type": "must be a table",
    "model_type": "must be a table",
    "string_too_short": "must not be empty",
    "too_short": "must not be empty",
}
#: The mistakes that a person reads before mending any; finding the nearest names takes time.
_MOST = 100
_Model = TypeVar("_Model", bound=BaseModel)


class Mistakes:
    """The mistakes found so far; `raise_any` reports all of them at once."""

    def __init__(self, file: str, lines: Mapping[Path, int]) -> None:
        self._file = file
        self._lines = lines
        self._found: list[Mistake] = []

    def place(self, path: Path) -> Place:
        """Where a key stands, or the nearest table around it that does."""
        while path and path not in self._lines:
            path = path[:-1]
        return Place(self._file, self._lines.get(path, 0))

    def add(self, path: Path, message: str, remedy: str = "") -> None:
        """Add one mistake about the key at `path`; raises ConfigError when there are too many."""
        self._found.append(Mistake(self.place(path), message, remedy))
        if len(self._found) >= _MOST:
            more = "there may be more mistakes than these"
            self._found.append(Mistake(Place(self._file), more, "mend these, then check again"))
            self.raise_any()

    def unknown(self, path: Path, known: Iterable[str], top: Iterable[str] = ()) -> None:
        """Add a mistake about a key that nobody reads; `top` are keys of the file's top level."""
        key = str(path[-1])
        if key.casefold() in _SECRETS:
            message = f'{dotted(path)}: a secret must not stand in this file; "{key}" is not read'
            self.add(path, message, 'write secret = "NAME" and put the secret into the environment')
        elif len(path) > 1 and key in top and not nearest(key, known):
            remedy = "move it to the top of the file, above the first [table]"
            self.add(path, f'unknown key "{key}" in [{dotted(path[:-1])}]', remedy)
        else:
            inside = f" in [{dotted(path[:-1])}]" if path[:-1] else ""
            self.add(path, f'unknown key "{key}"{inside}', did_you_mean(key, known))

    def check(self, model: type[_Model], raw: object, path: Path) -> _Model | None:
        """The table as a value, or None after its mistakes were added."""
        try:
            return model.model_validate(raw)
        except ValidationError as error:
            for detail in error.errors(include_url=False):
                self._translate(model, detail, path)
            return None

    def raise_any(self) -> None:
        """Raise a ConfigError with all mistakes, when there is one."""
        if self._found:
            raise ConfigError(self._found)

    def _translate(self, model: type[BaseModel], detail: ErrorDetails, path: Path) -> None:
        # pydantic marks the key of a mapping with an entry of its own
        at: Path = (*path, *(p for p in detail["loc"] if p != "[key]"))
        kind, context = detail["type"], detail.get("ctx", {})
        field = model.model_fields.get(str(detail["loc"][0])) if detail["loc"] else None
        example = _example(field.examples) if field and field.examples else ""
        hint = f"write for example {detail['loc'][0]} = {example}" if example else ""
        if kind == "extra_forbidden":
            self.unknown(at, model.model_fields, TOP)
        elif kind == "missing":
            self.add(path, f'[{dotted(path)}] needs "{at[-1]}"', hint)
        elif kind == "campaign":
            self.add(at, f"{dotted(at)} {context['message']}".replace(" :", ":"), context["remedy"])
        elif kind == "literal_error":
            remedy = f"write one of {context['expected'].replace(chr(39), chr(34))}"
            self.add(at, f"{dotted(at)} has an unknown value", remedy)
        else:
            words = _KINDS.get(kind) or detail["msg"][:1].lower() + detail["msg"][1:]
            self.add(at, f"{dotted(at)} {words}", hint)


def dotted(path: Path) -> str:
    """A key path as people write it: `channels.eu-mastodon.server`, `blackout[2]`."""
    text = ""
    for part in path:
        text += f"[{part + 1}]" if isinstance(part, int) else f".{part}" if text else part
    return text


def _example(examples: list[object]) -> str:
    value = examples[0]
    if isinstance(value, dict):
        inside = ", ".join(f"{k} = {json.dumps(v, ensure_ascii=False)}" for k, v in value.items())
        return f"{{{inside}}}"
    if isinstance(value, str) and (value in ("true", "false") or value[:4].isdecimal()):
        return value  # TOML writes truth values and days without quotes
    return json.dumps(value, ensure_ascii=False)
