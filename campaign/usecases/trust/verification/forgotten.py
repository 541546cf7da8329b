"""Which private values are gone by a committed act: a person was redacted, or old ones pruned.

Such an act is an entry itself. Under "gone" it names the keys and the spans of entries::

    {"gone": [{"keys": ["reason", "who"], "entries": [[17, 17], [20, 31]]}], "placeholder": "…"}

A private value that is gone without such an entry after it was deleted by somebody else.
"""

from __future__ import annotations

from bisect import bisect_right, insort
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from campaign.storage.record import RecordAct

#: The acts after which private values are gone.
ACTS: Final = (RecordAct.PERSON_REDACTED.value, RecordAct.PRUNED.value)

#: The key of an entry's details that names what is gone.
GONE: Final = "gone"


@dataclass(slots=True)
class Forgotten:
    """The spans of entries whose private values are gone, by key: first, last, act, placeholder."""

    spans: dict[str, list[tuple[int, int, int, str]]] = field(default_factory=dict)

    def learn(self, number: int, details: Mapping[str, Any]) -> None:
        """Take in one act with its number in the record; what is misshapen is left out."""
        placeholder = details.get("placeholder", "")
        groups = details.get(GONE, ())
        for group in groups if isinstance(groups, list) else ():
            if not isinstance(group, dict):
                continue
            for key in group.get("keys", ()):
                for span in group.get("entries", ()):
                    if _is_span(span):
                        insort(
                            self.spans.setdefault(str(key), []),
                            (span[0], span[1], number, str(placeholder)),
                        )

    def placeholder(self, number: int, key: str) -> str | None:
        """What stands in tables for a value that is gone; None when it is not to be gone."""
        spans = self.spans.get(key, [])
        at = bisect_right(spans, (number, 1 << 62, 0, ""))
        # Spans of one act do not overlap; those of several may, so all that begin before count.
        for first, last, act, placeholder in reversed(spans[:at]):
            if first <= number <= last and number < act:
                return placeholder if key == "who" else ""
        return None


def _is_span(span: Any) -> bool:
    whole = isinstance(span, list) and len(span) == 2
    return whole and all(isinstance(each, int) for each in span)
