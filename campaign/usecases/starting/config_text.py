"""The `config.toml` of a new project, with a note beside each setting."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from campaign.model import ChannelKeys
from campaign.usecases.starting.answers import Answers, RegionAnswer
from campaign.usecases.starting.channels import Channel

_HEAD = """\
# {title}
#
# Lines that start with # are notes. Tokens and passwords never stand in this file:
# `campaign channels connect NAME` keeps them, encrypted. What ends in "example" is a placeholder:
# put your own servers and accounts there. Every setting that there is stands, with a note, in
# config.example.toml of the program.
"""

_TRACKED = """
[campaign.utm]                        # added to every link, so that visits can be counted
utm_source = "{platform}"
utm_medium = "social"
utm_campaign = %s
utm_content = "{post}.{channel}"
"""

_APPROVAL = """\
# Who says yes: one approver of the region, until these lines say otherwise (docs/approval.md).
# [approval]
# steps = ["approver", "coordinator"]   # in this order
# needed = "one"                      # or "all": everybody who has the role
# own_work = false                    # nobody approves what they planned or wrote
# by = "2 days"                       # how long before its time
"""

_COLUMN = 37
_VISIBILITY = '"art17", or "amif2014_20" for grants of calls before 2021'


def config_text(answers: Answers, known: Mapping[str, ChannelKeys]) -> str:
    """The whole file; `known` has the keys of each network."""
    settings = (
        ("name", quoted(answers.name), ""),
        ("title", quoted(answers.title), ""),
        ("start", answers.start.isoformat(), "week 1 of the calendar is the week of this day"),
        ("site", quoted(answers.site), ""),
        ("source_language", quoted(answers.source_language), "the others are translated from it"),
        ("languages", _list(answers.languages), ""),
        ("visibility", quoted(answers.visibility), _VISIBILITY),
        ("funding", quoted(answers.funding), '"funded" or "cofunded"'),
        ("approval", quoted(answers.approval), '"required", or "none": nobody has to say yes'),
    )
    zone = ("zone", quoted(answers.regions[0].zone.key), "where a week begins and ends")
    head = (
        f"{_HEAD.format(title=answers.title)}\n[campaign]\n{''.join(map(_setting, settings))}"
        f"{_TRACKED % quoted(answers.name)}\n[report]\n{_setting(zone)}"
    )
    parts = [
        head,
        *((_APPROVAL,) if answers.approval == "required" else ()),
        *_networks(answers),
        *map(_region, answers.regions),
    ]
    parts.append("# One account on one network in one language each.\n[channels]\n")
    return "\n".join(parts) + "".join(_channel(each, known) for each in answers.channels)


def _setting(setting: tuple[str, str, str]) -> str:
    """A key with its value and a note behind it."""
    key, value, note = setting
    line = f"{key} = {value}"
    return f"{line:<{_COLUMN}} # {note}\n" if note else f"{line}\n"


def quoted(text: str) -> str:
    """A text as TOML writes it."""
    return json.dumps(text, ensure_ascii=False)


def _list(words: tuple[str, ...]) -> str:
    return f"[{', '.join(map(quoted, words))}]"


def _networks(answers: Answers) -> Iterator[str]:
    for name, keys in answers.networks.items():
        if keys:
            lines = "".join(f"{key} = {quoted(value)}\n" for key, value in keys.items())
            yield f"[platforms.{name}]\n{lines}"


def _region(region: RegionAnswer) -> str:
    names = ", ".join(f"{quoted(code)} = {quoted(name)}" for code, name in region.names.items())
    return (
        f"[regions.{region.id}]\n"
        f"zone = {quoted(region.zone.key)}\n"
        f"languages = {_list(region.languages)}\n"
        f"names = {{ {names} }}\n"
    )


def _channel(channel: Channel, known: Mapping[str, ChannelKeys]) -> str:
    account = f", account = {quoted(channel.account)}" if channel.account else ""
    return (
        f"{channel.name} = {{ platform = {quoted(channel.network)}, "
        f"region = {quoted(channel.region)}, language = {quoted(channel.language)}{account} }}\n"
    )
