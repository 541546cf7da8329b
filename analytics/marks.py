"""Marks on messages that the catalogues translate and that the code says later.

They stand apart from `analytics.language`, because whoever only names things need not load Babel.
"""

from __future__ import annotations

from typing import Final

#: The languages there are words in, each by its own name, in the order in which they are offered.
LANGUAGES: Final = {
    "en": "English",
    "es": "Español",
    "ca": "Català",
    "eu": "Euskara",
    "pl": "Polski",
    "it": "Italiano",
    "de": "Deutsch",
    "sv": "Svenska",
    "ro": "Română",
    "ga": "Gaeilge",
}


def N_(message: str) -> str:  # noqa: N802 - gettext's own name for it
    """Mark a message for the catalogues, where it is translated later."""
    return message


def NN_(one: str, several: str) -> tuple[str, str]:  # noqa: N802 - a plural's N_
    """Mark a message and its plural for the catalogues; `Words.many` says them later."""
    return one, several
