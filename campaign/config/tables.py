"""The tables of `config.toml` as pydantic models: which keys there are and what each may hold.

Each field carries an example, which the remedy of a mistake shows.
"""

from __future__ import annotations

from datetime import time, timedelta
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from campaign.config.words import (
    Address,
    Day,
    Hour,
    Money,
    Network,
    Pause,
    Server,
    Span,
    Years,
    Zone,
)

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


# A copy may fill it in many times, so it is bounded.
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]


# It stands on the cover and at the foot of every page of a report.
Grant = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60)]


class Table(BaseModel):
    """What all tables share: unknown keys are mistakes, and no value changes its type."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class CampaignTable(Table):
    """`[campaign]`: the push as a whole."""

    name: Text = Field(examples=["harbour"])
    title: Text = Field(examples=["Harbour"])
    start: Day = Field(examples=["2026-12-01"])
    end: Day | None = Field(None, examples=["2028-11-30"])
    site: Address = Field(examples=["https://project.example/"])
    source_language: Text = Field(examples=["en"])
    languages: list[Text] = Field(examples=[["en", "es"]], min_length=1)
    visibility: Text = Field(examples=["art17"])
    funding: Literal["funded", "cofunded"] = Field(examples=["cofunded"])
    grant: Grant | None = Field(None, examples=["101000000"])
    approval: Literal["required", "none"] = Field("required", examples=["required"])
    figures: Literal["block", "warn", "off"] = Field("warn", examples=["warn"])
    utm: dict[str, str] = Field({}, examples=[{"utm_source": "{platform}"}])


class MachineWordsTable(Table):
    """`[machine_words]`: what happens to what a machine wrote or drew."""

    unreviewed: Literal["hold", "label"] = Field("hold", examples=["hold"])
    pictures: Literal["label", "as-words"] = Field("label", examples=["label"])


class ApprovalTable(Table):
    """`[approval]`, and `approval` of a region: who says yes, how many of them, and until when."""

    steps: list[Literal["approver", "coordinator"]] = Field(
        ["approver"], examples=[["approver", "coordinator"]], min_length=1
    )
    needed: Literal["one", "all"] = Field("one", examples=["all"])
    own_work: bool = Field(True, examples=["false"])
    by: Span = Field(timedelta(days=2), examples=["2 days"])


class PathsTable(Table):
    """`[paths]`: folders, relative to the one the configuration lies in."""

    content: Text = Field("content", examples=["content"])
    assets: Text = Field("assets", examples=["assets"])
    var: Text = Field("var", examples=["var"])


class ReportTable(Table):
    """`[report]`: who and what the report is for."""

    zone: Zone | None = Field(None, examples=["Europe/Brussels"])
    at: Hour = Field(time(8), examples=["08:00"])
    to: dict[Name, dict[str, Any]] = Field({}, examples=[{"director": {"secret": "DIRECTOR_URL"}}])


class ReaderTable(Table):
    """`[report.to.NAME]`: somebody who is sent the report of each week."""

    secret: Text = Field(examples=["DIRECTOR_URL"])
    language: Text = Field("en", examples=["de"])
    attach: list[Literal["pdf", "page", "workbook"]] = Field(["pdf"], examples=[["pdf"]])


class CollectTable(Table):
    """`[collect]`: when engagement is measured."""

    ages: list[Span] | None = Field(None, examples=[["1 h", "24 h", "7 d"]], min_length=1)


class ReadBackTable(Table):
    """`[read_back]`: when published posts are read as their readers get them."""

    ages: list[Span] | None = Field(None, examples=[["10 min", "1 d"]])


class RunTable(Table):
    """`[run]`: how the daemon works."""

    tick: Span | None = Field(None, examples=["30 s"])
    workers: int = Field(4, ge=1, le=64, examples=[4])


class FeedsTable(Table):
    """`[feeds]`: where the files of `campaign feed` stand for others."""

    base: Address | None = Field(None, examples=["https://project.example/feeds"])


class LinksTable(Table):
    """`[links]`: the address on the project's own domain that posts' links begin with."""

    base: Server | None = Field(None, examples=["https://go.project.example/l"])


class NoticesTable(Table):
    """`[notices]`: who gets a notice when something needs a person."""

    secret: Text = Field(examples=["NOTICES_URL"])
    on: list[
        Literal[
            "missed",
            "failed",
            "unknown",
            "foreign",
            "unapproved",
            "server-limits",
            "taking-back",
            "differs",
            "channel-paused",
        ]
    ] = Field(
        [
            *("missed", "failed", "unknown", "foreign", "unapproved"),
            *("server-limits", "taking-back", "differs", "channel-paused"),
        ],
        examples=[["missed", "failed"]],
        min_length=1,
    )


class SingleSignOnTable(Table):
    """`[desk.oidc]`: whose sign-in the desk trusts beside its own."""

    issuer: Server = Field(examples=["https://login.example"])
    client_id: Text = Field(examples=["campaign-desk"])
    client_secret: Text = Field(examples=["DESK_OIDC_SECRET"])
    name: Name = Field("your organisation", examples=["the university"])


class DeskTable(Table):
    """`[desk]`: where the officer's desk answers, and how people sign in."""

    address: Server | None = Field(None, examples=["https://desk.example"])
    hosts: list[Text] = Field([], examples=[["desk.example"]])
    mail: Text | None = Field(None, examples=["DESK_MAIL_URL"])
    behind_proxy: list[Network] = Field([], examples=[["127.0.0.1"]])
    hsts: Span | None = Field(None, examples=["365 days"])
    idle: Span = Field(timedelta(hours=12), examples=["12 h"])
    longest: Span = Field(timedelta(days=7), examples=["7 days"])
    # Read as `[desk.oidc]`.
    oidc: object = Field(None, examples=[{"issuer": "https://login.example"}])


class MachinesTable(Table):
    """`[machines]`: what other programs may reach, and be reached at."""

    inside: bool = Field(False, examples=["true"])
    open_metrics: bool = Field(False, examples=["true"])


class EvidenceTable(Table):
    """`[evidence]`: who stamps the record, and how long private values and raw answers are kept."""

    timestamp: Address | None = Field(None, examples=["https://authority.example/tsr"])
    timestamp_roots: Text | None = Field(None, examples=["assets/authority.pem"])
    keep: Years | None = Field(None, examples=["7 years"])


class RegionTable(Table):
    """`[regions.<id>]`: a voice of the campaign."""

    zone: Zone = Field(examples=["Europe/Madrid"])
    languages: list[Text] = Field(examples=[["ca", "es"]], min_length=1)
    names: dict[str, Name] = Field(examples=[{"en": "North"}], min_length=1)
    active_from: Day | None = Field(None, examples=["2026-12-01"])
    active_to: Day | None = Field(None, examples=["2027-03-31"])
    blackout: list[Day] = Field([], examples=[["2026-12-25"]])
    # Read by `campaign.config.approval`: a table, or "none".
    approval: object = Field(None, examples=[{"steps": ["approver"]}])
    approver: str = Field("", examples=["Regional editor"])
    counted: bool = Field(True, examples=["true"])


class PaceTable(Table):
    """The keys that a network's table and a channel's own both may have; the channel's counts."""

    # options of the network itself arrive here and are judged by `campaign.config.channels`
    model_config = ConfigDict(extra="allow")

    server: Server | None = Field(None, examples=["https://mastodon.example"])
    min_interval: Pause | None = Field(None, examples=["2 min"])
    grace: Span | None = Field(None, examples=["6 h"])
    paused: bool | None = Field(None, examples=["true"])


class NetworkTable(PaceTable):
    """`[platforms.<network>]`: what all its channels share, and what they may cost together."""

    budget: Money | None = Field(None, examples=["20 USD"])


class ChannelTable(PaceTable):
    """`[channels.<name>]`: one account on one network, in one language."""

    platform: Text = Field(examples=["mastodon"])
    region: Text = Field(examples=["north"])
    language: Text = Field(examples=["ca"])
    account: Text | None = Field(None, examples=["north.example"])
    zone: Zone | None = Field(None, examples=["Europe/Madrid"])
    secret: Text | None = Field(None, examples=["NORTH_MASTODON_TOKEN"])
