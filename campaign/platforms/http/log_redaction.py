"""Keeps out of the logs of libraries what is secret in an address.

urllib3 logs every path at DEBUG, and two kinds of networks want their credential in it: Telegram
the bot's token, the services behind Apprise their webhooks. Ours never log an address.
"""

from __future__ import annotations

import logging
from threading import Lock
from urllib.parse import quote, unquote

_HIDDEN = "[secret]"
_SHORTEST = 4  # characters; to strike less would strike everything
#: Who logs addresses, each with a logger of its own: filters are not handed down.
_TALKERS = ("apprise", "urllib3.connectionpool", "urllib3.util.retry")


class _Discretion(logging.Filter):
    def __init__(self) -> None:
        super().__init__()
        self._secrets: tuple[str, ...] = ()
        self._lock = Lock()

    def learn(self, secrets: set[str]) -> None:
        with self._lock:
            # The longest first, so that no shorter one leaves the rest of it standing.
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
        """The value, or its text without the secret when it holds one; numbers stay numbers."""
        if isinstance(value, int | float):
            return value
        text = str(value)
        struck = self.struck(text)
        return value if struck == text else struck


_DISCRETION = _Discretion()


def hide(*secrets: str) -> None:
    """Strike these from all that is logged about connections from now on, however written."""
    forms = {form for each in secrets for form in (each, unquote(each), quote(each, safe=""))}
    _DISCRETION.learn({each for each in forms if len(each) >= _SHORTEST})
    for name in _TALKERS:
        logging.getLogger(name).addFilter(_DISCRETION)


def struck(text: str) -> str:
    """A text without what is to be hidden."""
    return _DISCRETION.struck(text)
