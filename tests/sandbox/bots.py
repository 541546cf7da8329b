"""A bot that speaks the Bot API in plain HTTP, and a judge of what it sends and is told."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import requests

CHANNEL = "@eubelong"


class Bot:
    """Somebody's bot."""

    def __init__(self, url: str, name: str = "catalonia-ca", number: int = 4242424242) -> None:
        self.id = number
        self.address = f"{url}/bot{number}:sandbox-{name}"

    def get(self, method: str, **query: Any) -> requests.Response:
        """Call a method with its parameters in the address."""
        return requests.get(f"{self.address}/{method}", query, timeout=10)

    def form(
        self, method: str, files: Mapping[str, bytes] | None = None, **fields: Any
    ) -> requests.Response:
        """Call a method as a form, with files when there are any."""
        said = {n: v if isinstance(v, str) else json.dumps(v) for n, v in fields.items()}
        sent = {name: (f"{name}.png", data) for name, data in (files or {}).items()}
        return requests.post(f"{self.address}/{method}", said, files=sent or None, timeout=10)

    def json(self, method: str, **fields: Any) -> requests.Response:
        """Call a method with a JSON object."""
        return requests.post(f"{self.address}/{method}", json=fields, timeout=10)


class BotApi:
    """The Bot API's own description, as far as it can say what is wrong with a value."""

    def __init__(self, described: Mapping[str, Any]) -> None:
        self.methods: Mapping[str, Any] = described["methods"]
        self.types: Mapping[str, Any] = described["types"]

    @classmethod
    def read(cls, specs: Path) -> "BotApi":
        """Read it from the folder of the networks' descriptions."""
        return cls(json.loads((specs / "telegram/api.json").read_text()))

    def of_call(self, method: str, params: Mapping[str, Any], files: set[str]) -> list[str]:
        """What is wrong with a call, as sentences; none when it is right."""
        given = {**params, **dict.fromkeys(files, "file")}
        attached = {name for name in files if f'"attach://{name}"' in json.dumps(params)}
        for name in attached:
            del given[name]
        return self._fields(method, self.methods[method].get("fields", ()), given)

    def of_result(self, method: str, value: Any) -> list[str]:
        """What is wrong with a result."""
        return self._value(method, self.methods[method]["returns"], value)

    def _fields(self, where: str, fields: Any, given: Mapping[str, Any]) -> list[str]:
        known = {field["name"]: field for field in fields}
        wrong = [f"{where} has no {name}" for name in given.keys() - known.keys()]
        for name, field in known.items():
            if name in given:
                wrong += self._value(f"{where}.{name}", field["types"], given[name])
            elif field["required"]:
                wrong.append(f"{where}.{name} is missing")
        return wrong

    def _value(self, where: str, types: list[str], value: Any) -> list[str]:
        found = [self._one(where, each, value) for each in types]
        return min(found, key=len)

    def _one(self, where: str, type: str, value: Any) -> list[str]:
        plain = {"Integer": int, "Boolean": bool, "String": str, "InputFile": str, "Float": float}
        if type.startswith("Array of "):
            inner = type.removeprefix("Array of ")
            if not isinstance(value, list):
                return [f"{where} is no array"]
            return [
                w for n, each in enumerate(value) for w in self._one(f"{where}[{n}]", inner, each)
            ]
        if type in plain:
            right = isinstance(value, plain[type]) and not (
                type == "Integer" and isinstance(value, bool)
            )
            return [] if right else [f"{where} is no {type}"]
        if not isinstance(value, dict):
            return [f"{where} is no {type}"]
        described = self.types[type]
        if described.get("subtypes"):
            return min((self._one(where, each, value) for each in described["subtypes"]), key=len)
        return self._fields(f"{where}:{type}", described.get("fields", ()), value)
