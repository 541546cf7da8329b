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

[campaign]
name = {name}
title = {title_quoted}
start = {start}                    # week 1 of the calendar is the week of this day
site = {site}
source_language = {source}                # the others are translated from it
languages = {languages}
visibility = {visibility}                 # or "amif2014_20", for grants of calls before 2021
funding = {funding}                  # or "funded"
approval = {approval}                 # or "none": nobody has to say yes before a post goes out

[campaign.utm]                        # added to every link, so that visits can be counted
utm_source = "{{platform}}"
utm_medium = "social"
utm_campaign = {name}
utm_content = "{{post}}.{{channel}}"

[report]
zone = {zone}              # where a week begins and ends
"""


def config_text(answers: Answers, known: Mapping[str, ChannelKeys]) -> str:
    """The whole file; `known` has the keys of each network."""
    head = _HEAD.format(
        title=answers.title,
        name=quoted(answers.name),
        title_quoted=quoted(answers.title),
        start=answers.start,
        site=quoted(answers.site),
        source=quoted(answers.source_language),
        languages=_list(answers.languages),
        visibility=quoted(answers.visibility),
        funding=quoted(answers.funding),
        approval=quoted(answers.approval),
        zone=quoted(answers.regions[0].zone.key),
    )
    parts = [head, *_networks(answers), *map(_region, answers.regions)]
    parts.append("# One account on one network in one language each.\n[channels]\n")
    return "\n".join(parts) + "".join(_channel(each, known) for each in answers.channels)


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
