"""Says in words why a connection failed, from the error's type and never from its text.

The text of an error from requests may repeat a header, and so a token.
"""

from __future__ import annotations

import errno
import socket
import ssl
from collections.abc import Iterator

import requests
from urllib3 import exceptions as urllib3

from campaign.platforms.http import public_addresses, response_limits

_SYSTEM = {
    errno.ECONNREFUSED: "the connection was refused",
    errno.ECONNRESET: "the connection was closed without an answer",
    errno.EPIPE: "the connection was closed without an answer",
    errno.ENETUNREACH: "there is no way to it from here",
    errno.EHOSTUNREACH: "there is no way to it from here",
}


def describe(error: BaseException, timeout: tuple[float, float]) -> str:
    """What went wrong, as the end of a sentence; `timeout` is (connect, silence) in seconds."""
    chain = list(_chain(error))
    for each in chain:
        words = _one(each, timeout)
        if words:
            return words
    # A bare TimeoutError lies under both kinds of time-outs, so it is checked last.
    if any(isinstance(each, TimeoutError | requests.Timeout) for each in chain):
        return f"no answer came within {timeout[1]:g} s"
    return type(error).__name__


def _one(error: BaseException, timeout: tuple[float, float]) -> str:
    match error:
        case response_limits.TooSlow():
            return "its answer did not come to an end"
        case response_limits.TooMuch():
            return "its answer is too large to be one"
        case public_addresses.NotPublic():
            return "it is not on the public network"
        case ssl.SSLCertVerificationError():
            return f"its TLS certificate is not valid ({error.verify_message})"
        case ssl.SSLError():
            return f"TLS failed ({error.reason or 'no reason given'})"
        case socket.gaierror() | urllib3.NameResolutionError():
            return "its name is not known"
        case urllib3.ConnectTimeoutError() if not isinstance(error, urllib3.NewConnectionError):
            return f"no connection came about within {timeout[0]:g} s"
        case requests.exceptions.InvalidHeader():
            return "a header cannot be sent as it is"
        case OSError() if error.errno in _SYSTEM:
            return _SYSTEM[error.errno]
        case _:
            name = type(error).__name__
            return _CLOSED if name in _CLOSERS else _MUDDLED if name in _MUDDLES else ""


_CLOSED = "the connection was closed without an answer"
_MUDDLED = "what came back is no HTTP answer"
_CLOSERS = {"RemoteDisconnected", "IncompleteRead"}
_MUDDLES = {"BadStatusLine", "LineTooLong", "HTTPException", "UnknownProtocol"}


def _chain(error: BaseException) -> Iterator[BaseException]:
    """An error and the errors that caused it, the innermost first."""
    found: list[BaseException] = []
    ahead = [error]
    while ahead and len(found) < 20:
        each = ahead.pop()
        if each in found:
            continue
        found.append(each)
        inner = (each.__cause__, each.__context__, getattr(each, "reason", None), *each.args)
        ahead.extend(one for one in inner if isinstance(one, BaseException))
    return reversed(found)
