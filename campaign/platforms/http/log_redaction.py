"""Keeps the secrets in addresses out of the logs of libraries.

urllib3 logs every path at DEBUG. Two kinds of networks have their credential in the path: Telegram
has the bot's token, and the services behind Apprise have their webhooks. Our own code never logs an
address.
"""

from __future__ import annotations

import logging
from threading import Lock
from urllib.parse import quote, unquote

_HIDDEN = "[secret]"
_SHORTEST = 4  # characters; a shorter text stands in too many places
#: The loggers that write addresses. Each gets the filter, because child loggers do not inherit it.
_TALKERS = ("apprise", "urllib3.connectionpool", "urllib3.util.retry")


class _Discretion(logging.Filter):
    def __init__(self) -> None:
        super().__init__()
        self._secrets: tuple[str, ...] = ()
        self._lock = Lock()

    def learn(self, secrets: set[str]) -> None:
        with self._lock:
            # The longest first: a shorter secret may be a part of a longer one.
            known = {*self._secrets, *secrets}
            self._secrets = tuple(sorted(known, key=lambda each: (-len(each), each)))

    def struck(self, text: str) -> str:
        for secret in self._secrets:
            text = text.replace(secret, _HIDDEN)
        return text

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.msg, str):
            record.msg = self.struck(record.msg)
        if isinstance(record.args, tuple):
            record.args = tuple(self._discreet(each) for each in record.args)
        return True

    def _discreet(self, value: object) -> object:
        """The value, or its text without the secrets if it holds any; numbers stay numbers."""
        if isinstance(value, int | float):
            return value
        text = str(value)
        struck = self.struck(text)
        return value if struck == text else struck


_DISCRETION = _Discretion()


def hide(*secrets: str) -> None:
    """Strike these secrets, in every form, from what is logged about connections from now on."""
    forms = {form for each in secrets for form in (each, unquote(each), quote(each, safe=""))}
    _DISCRETION.learn({each for each in forms if len(each) >= _SHORTEST})
    for name in _TALKERS:
        logging.getLogger(name).addFilter(_DISCRETION)


def struck(text: str) -> str:
    """A text without the secrets that are to be hidden."""
    return _DISCRETION.struck(text)
