"""The configuration as the rest of the program reads it: one frozen value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time, timedelta
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

from analytics.cadence import AGES
from campaign.errors import Place
from campaign.model import Campaign, Channel, Region
from campaign.model.approval import USUAL, ApprovalRules

TICK = timedelta(seconds=30)
#: How old a publication is each time it is read back.
READ_BACK = (timedelta(minutes=10), timedelta(days=1))


@dataclass(frozen=True, slots=True)
class Notices:
    """Who gets a notice when something needs a person, and for what.

    `secret` names the environment variable with the Apprise addresses. `on` are the kinds of things
    that cause a notice (`campaign.notices.KINDS`).
    """

    secret: str
    on: tuple[str, ...]
    place: Place = Place("")


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who is sent the report of each week.

    `secret` names the environment variable with the Apprise addresses, `language` (BCP 47) is that
    of the report, and `attach` are the files that go with it: "pdf", "page" or "workbook".
    """

    name: str
    secret: str
    language: str
    attach: tuple[str, ...]
    place: Place = Place("")


@dataclass(frozen=True, slots=True)
class Evidence:
    """How the record is sealed and kept.

    `timestamp` is the address of the authority that stamps its head once a day, "" for none.
    `roots` is the file with the root certificates by which stamps are checked, None to check none.
    `years` is for how long private values and raw answers are kept, None for ever.
    """

    timestamp: str = ""
    roots: Path | None = None
    years: int | None = None


@dataclass(frozen=True, slots=True)
class SingleSignOn:
    """An OpenID Connect provider whose verified e-mail addresses the desk trusts.

    `issuer` is its address, `client_secret` names the environment variable with the secret, and
    `name` is what the button calls it.
    """

    issuer: str
    client_id: str
    client_secret: str
    name: str
    place: Place = Place("")


@dataclass(frozen=True, slots=True)
class DeskSettings:
    """Where the officer's desk answers, and how people sign in.

    `address` is its public address without a slash at the end, "" for the one it is started on.
    `hosts` are further names under which it answers. `mail` names the environment variable with an
    Apprise address for e-mail, in which {to} stands for the person's address; "" when no mail is
    sent. `behind_proxy` are the addresses (IP, or ranges of them) of the proxies whose
    X-Forwarded-For and X-Forwarded-Proto count. `hsts` is for how long browsers are told to use
    https alone, None for nothing. A session ends after `idle` without a request, and `longest`
    after the sign-in. Below `links` ("" for none) posts' links stand; its host has nothing else.
    """

    address: str = ""
    hosts: tuple[str, ...] = ()
    mail: str = ""
    behind_proxy: tuple[str, ...] = ()
    hsts: timedelta | None = None
    idle: timedelta = timedelta(hours=12)
    longest: timedelta = timedelta(days=7)
    oidc: SingleSignOn | None = None
    place: Place = Place("")
    links: str = ""


@dataclass(frozen=True, slots=True)
class MachinesSettings:
    """What other programs may reach, and be reached at.

    With `inside`, webhooks may have addresses in the own network. With `open_metrics`, programs on
    this machine read `/metrics` without a token.
    """

    inside: bool = False
    open_metrics: bool = False


@dataclass(frozen=True, slots=True)
class Config:
    """One campaign, its regions and channels, and where its files and its database are.

    `file` is the configuration itself, `workspace` the folder it lies in; `content`, `assets` and
    `var` are absolute. `database` is an SQLAlchemy URL and never holds a password. `zone` is where
    the campaign's days and weeks begin and end in reports. `ages` are how old a publication is each
    time its engagement is measured, `read_back` how old it is each time it is read as its readers
    get it (empty: never). `tick` is the daemon's pause between two ticks, and `workers`
    how many channels it sends on at once. `notices` is None when nobody gets any. `budgets` has the
    networks with a budget, and what each may cost in a calendar month of `zone`, in the currency in
    which it charges. `levels` are the levels of findings that the campaign has set itself, by code
    (`campaign.checks.judging.levels`). `evidence` says how the record is sealed and kept. `feeds`
    is the address under which the feeds' files stand for others, "" if that is unknown. `approval`
    is who says yes in each region before anything of it goes out. `desk` is where the officer's
    desk answers, and how people sign in. `machines` is what other programs may reach. `readers` are
    sent each week's report on the Monday after it, at `report_at` in `zone`.
    """

    campaign: Campaign
    regions: Mapping[str, Region]
    channels: Mapping[str, Channel]
    file: Path
    workspace: Path
    content: Path
    assets: Path
    var: Path
    database: str
    zone: ZoneInfo
    ages: tuple[timedelta, ...] = AGES
    read_back: tuple[timedelta, ...] = READ_BACK
    tick: timedelta = TICK
    workers: int = 4
    notices: Notices | None = None
    budgets: Mapping[str, Decimal] = field(default_factory=dict)
    feeds: str = ""
    levels: Mapping[str, str] = field(default_factory=dict)
    evidence: Evidence = Evidence()
    approval: ApprovalRules = USUAL
    desk: DeskSettings = DeskSettings()
    machines: MachinesSettings = MachinesSettings()
    readers: tuple[Reader, ...] = ()
    report_at: time = time(8)
