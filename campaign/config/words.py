"""Reads the small values of the configuration: spans of time, days, zones, addresses."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from ipaddress import ip_address, ip_network
from typing import Annotated
from urllib.parse import SplitResult, urlsplit
from zoneinfo import ZoneInfo

from pydantic import BeforeValidator
from pydantic_core import PydanticCustomError

from campaign.calendar.addresses import address_fault
from campaign.calendar.when import WhenError, parse_zone

_UNITS = {"s": 1, "sec": 1, "second": 1, "min": 60, "minute": 60, "h": 3600, "hour": 3600}
_UNITS |= {"d": 86400, "day": 86400, "w": 604800, "week": 604800}
_SPAN = re.compile(r"(\d+) ?([a-z]+)")
_YEARS = re.compile(r"([0-9]{1,3}) ?years?")
_MONEY = re.compile(r"([0-9]{1,9}(?:\.[0-9]{1,3})?) ?([A-Za-z]{3})")


def wrong(message: str, remedy: str = "") -> PydanticCustomError:
    """A refusal in our own words; `campaign.config.read` turns it into a Mistake."""
    return PydanticCustomError(
        "campaign",
        "{message}",
        {"message": message, "remedy": remedy},
    )


def span(value: object) -> timedelta:
    """A span of time, longer than zero: "2 min", "1 h 30 min" or a number of seconds."""
    return _span(value, 1)


def pause(value: object) -> timedelta:
    """A span of time that may be zero: "0 s" lets one thing follow the other at once."""
    return _span(value, 0)


def _span(value: object, least: int) -> timedelta:
    if isinstance(value, timedelta):
        return value
    seconds = None
    if isinstance(value, int) and not isinstance(value, bool):
        seconds = value
    elif isinstance(value, str):
        seconds = _seconds(value.strip().casefold())
    if seconds is None or not least <= seconds <= 366 * 86400:
        raise wrong("is not a span of time", 'write for example "2 min", "6 h", "3 d" or seconds')
    return timedelta(seconds=seconds)


def _seconds(text: str) -> int | None:
    if text.isdecimal():
        return int(text)
    parts = _SPAN.findall(text)
    if not parts or _SPAN.sub("", text).strip():
        return None
    known = [(int(n), _UNITS.get(unit) or _UNITS.get(unit.removesuffix("s"))) for n, unit in parts]
    return None if any(size is None for _, size in known) else sum(n * (s or 0) for n, s in known)


def money(value: object) -> tuple[Decimal, str]:
    """An amount greater than zero and its currency (ISO 4217): "20 USD", "12.50 USD"."""
    found = _MONEY.fullmatch(value.strip()) if isinstance(value, str) else None
    if found is None or not Decimal(found[1]):
        remedy = 'write an amount greater than zero and its currency, for example "20 USD"'
        raise wrong("is not an amount of money", remedy)
    return Decimal(found[1]), found[2].upper()


def years(value: object) -> int:
    """A whole number of years, at least one: "7 years"."""
    found = _YEARS.fullmatch(value.strip()) if isinstance(value, str) else None
    if found is None or not int(found[1]):
        raise wrong("is not a number of years", 'write for example "7 years"')
    return int(found[1])


def hour(value: object) -> time:
    """A time of day without seconds, on 24 hours, written as a TOML time or as text: "08:00"."""
    if isinstance(value, time) and value.second == value.microsecond == 0:
        return value
    if isinstance(value, str) and re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", value.strip(), re.ASCII):
        return time.fromisoformat(value.strip())
    raise wrong("is not a time of day", 'write hours and minutes, for example "08:00"')


def day(value: object) -> date:
    """A day, written as a TOML date or as text."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    if isinstance(value, str):
        try:
            return date.fromisoformat(value.strip())
        except ValueError:
            pass
    raise wrong("is not a day of the calendar", "write year-month-day, for example 2026-12-01")


def zone(value: object) -> ZoneInfo:
    """A time zone by its name in the IANA database."""
    if isinstance(value, ZoneInfo):
        return value
    if not isinstance(value, str):
        raise wrong("is not the name of a time zone", 'write for example "Europe/Brussels"')
    try:
        return parse_zone(value)
    except WhenError as error:
        raise wrong(f": {error}", error.remedy) from None


def address(value: object) -> str:
    """The address of a web page or a server, as written."""
    remedy = 'write for example "https://project.example/"'
    if not isinstance(value, str):
        raise wrong("is not an address", remedy)
    try:
        parts = urlsplit(value)
        host = parts.hostname or ""
        _ = parts.port
    except ValueError:
        raise wrong("is not an address", remedy) from None
    if "@" in parts.netloc:
        raise wrong("holds a name or a password", "leave it out: a secret is kept elsewhere")
    if parts.scheme not in ("https", "http") or not host or address_fault(value):
        raise wrong(f'"{value}" is not an address', remedy)
    return value


def server(value: object) -> str:
    """The address of a server, without a slash at its end.

    Plain `http` is taken only for this machine and for names and addresses of a private network,
    because a token travels with every request.
    """
    parts: SplitResult = urlsplit(address(value))
    if parts.query or parts.fragment:
        raise wrong("is the address of a page, not of a server", "leave out what follows ? or #")
    if parts.scheme == "http" and not _is_private(parts.hostname or ""):
        raise wrong("would send the token unprotected", "begin with https://")
    return parts.geturl().rstrip("/")


def network(value: object) -> str:
    """An IP address, or a range of them: "127.0.0.1", "10.0.0.0/8", "::1"."""
    try:
        return str(ip_network(value if isinstance(value, str) else ""))
    except ValueError:
        remedy = 'write for example "127.0.0.1" or "10.0.0.0/8"'
        raise wrong("is not an IP address or a range of them", remedy) from None


def _is_private(host: str) -> bool:
    try:
        return ip_address(host).is_private
    except ValueError:
        return "." not in host or host.endswith((".localhost", ".test", ".internal"))


Span = Annotated[timedelta, BeforeValidator(span)]
Pause = Annotated[timedelta, BeforeValidator(pause)]
Money = Annotated[tuple[Decimal, str], BeforeValidator(money)]
Network = Annotated[str, BeforeValidator(network)]
Years = Annotated[int, BeforeValidator(years)]
Day = Annotated[date, BeforeValidator(day)]
Hour = Annotated[time, BeforeValidator(hour)]
Zone = Annotated[ZoneInfo, BeforeValidator(zone)]
Address = Annotated[str, BeforeValidator(address)]
Server = Annotated[str, BeforeValidator(server)]
