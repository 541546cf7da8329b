"""The fields of a request to X: each of them known, each of its type."""

from collections.abc import Mapping
from typing import Any

from campaign.sandbox.wire import Sent
from campaign.sandbox.x.problems import invalid

Shape = Mapping[str, "type | list[type] | Shape"]
"""The type of each field: `[type]` for a list of such items, a mapping for an object."""


def checked(sent: Sent, shape: Shape) -> dict[str, Any]:
    """The body's fields. Raises Refusal for one that is not known, or of another type.

    All values of a form are text, and its files are among its fields only without names.
    """
    fields = dict(sent.fields)
    if sent.files or sent.parts:
        numbers = [name for name, kind in shape.items() if kind is int]
        fields |= {n: int(fields[n]) for n in numbers if str(fields.get(n, "")).isdigit()}
    return _table(fields, shape, "$")


def _table(fields: Any, shape: Shape, where: str) -> dict[str, Any]:
    if not isinstance(fields, dict):
        raise invalid(f"{where}: object expected")
    for name, value in fields.items():
        if name not in shape:
            raise invalid(
                f"{where}.{name}: is not defined in the schema and the schema does not allow "
                "additional properties"
            )
        _value(value, shape[name], f"{where}.{name}")
    return fields


def _value(value: Any, kind: Any, where: str) -> None:
    if isinstance(kind, Mapping):
        _table(value, kind, where)
    elif isinstance(kind, list):
        _value(value, list, where)
        for number, each in enumerate(value):
            _value(each, kind[0], f"{where}[{number}]")
    elif type(value) is not kind:
        raise invalid(f"{where}: {type(value).__name__} found, {kind.__name__} expected")
