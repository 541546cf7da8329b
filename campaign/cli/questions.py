"""The questions of `campaign init`, and what was answered as a TOML text."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import typer
from pydantic import TypeAdapter, ValidationError

from campaign.calendar.known import did_you_mean
from campaign.cli.terminal import say
from campaign.config.regions import is_language
from campaign.config.words import Address, Day, Server, Zone
from campaign.errors import CampaignError
from campaign.platforms.facts import PlatformFacts
from campaign.usecases.starting.channels import channels_of
from campaign.usecases.starting.config_text import quoted
from campaign.usecases.starting.slug import free, slug

#: Gives what is wrong with an answer, "" when nothing is.
Check = Callable[[str], str]
# Somebody who answers wrongly so often is a script that will never answer rightly.
_PATIENCE = 20


@dataclass(frozen=True, slots=True)
class _Region:
    """One region, as it was answered."""

    id: str
    name: str
    zone: str
    languages: tuple[str, ...]


def ask(folder: str, today: date, networks: Mapping[str, PlatformFacts]) -> str:
    """Ask everything and give the answers as TOML; raises CampaignError when the answers end."""
    try:
        return "\n".join((*_asked(folder, today, networks), ""))
    except (EOFError, typer.Abort):
        raise CampaignError(
            "the answers ended before the questions did, and nothing was written; "
            "answers can also come from a file: campaign init FOLDER --from answers.toml"
        ) from None


def _asked(folder: str, today: date, networks: Mapping[str, PlatformFacts]) -> Iterable[str]:
    monday = today + timedelta(days=7 - today.weekday())
    title = _one("What is the campaign called?", folder, _written)
    yield f"title = {quoted(title)}"
    name = _one("Its short name, for links", slug(title, "campaign"), _written)
    yield f"name = {quoted(name)}"
    site = _one("Its web site", f"https://{slug(title)}.example/", _fits(Address))
    yield f"site = {quoted(site)}"
    yield f"start = {_one('The day it begins', monday.isoformat(), _fits(Day))}"
    regions = tuple(_regions())
    spoken = list(dict.fromkeys(language for each in regions for language in each.languages))
    source = "en" if "en" in spoken else spoken[0]
    if len(spoken) > 1:
        source = _one("Which language do the others translate?", source, _among(spoken))
    yield f"source_language = {quoted(source)}"
    say(f"Networks: {', '.join(networks)}.")
    chosen = _listed(_one("Which of them, with commas?", None, _all_among(networks)))
    keys = {name: networks[name].keys for name in chosen}
    tables = {name: dict(_network(networks[name])) for name in chosen}
    accounts: dict[str, str] = {}
    for channel in channels_of(regions, chosen, keys, {}):
        if channel.account:
            where = f"Account of {channel.name} ({networks[channel.network].title})"
            accounts[channel.name] = _one(where, channel.account, _written)
    yes = _one(
        "Has a person to approve each post before it goes out?", "yes", _among(("yes", "no"))
    )
    yield f"approval = {quoted('required' if yes == 'yes' else 'none')}"
    funding = _one("Is it funded or cofunded by the European Union?", "cofunded", _FUNDING)
    yield f"funding = {quoted(funding)}"
    for region in regions:
        yield f"[regions.{region.id}]"
        yield f"zone = {quoted(region.zone)}"
        yield f"languages = [{', '.join(map(quoted, region.languages))}]"
        yield f"names = {{ {quoted(region.languages[0])} = {quoted(region.name)} }}"
    for network, table in tables.items():
        yield f"[networks.{network}]"
        yield from (f"{key} = {quoted(value)}" for key, value in table.items())
    yield "[accounts]"
    yield from (f"{name} = {quoted(account)}" for name, account in accounts.items())


def _regions() -> Iterable[_Region]:
    taken = {"all"}
    zone, languages = "Europe/Brussels", "en"
    while True:
        if len(taken) == 1:
            name = _one("A region's name", None, _written)
        else:
            name = _one("Another region? Its name, or nothing", "", None)
        if not name:
            return
        id = free(slug(name, "region"), taken)
        taken.add(id)
        zone = _one(f"The time zone of {name}", zone, _fits(Zone))
        languages = _one(f"The languages of {name}, with commas", languages, _languages)
        yield _Region(id, name, zone, _listed(languages))


def _network(facts: PlatformFacts) -> Iterable[tuple[str, str]]:
    for key, example in facts.keys.examples.items():
        if key != "account":
            check = _fits(Server) if key == "server" else _fits(Address)
            yield key, _one(f"{key} for {facts.title}", example, check)


def _one(question: str, usual: str | None, check: Check | None) -> str:
    """One answer, asked again until it fits; raises CampaignError when it never does."""
    for _ in range(_PATIENCE):
        answer = str(typer.prompt(question, default=usual, show_default=bool(usual))).strip()
        wrong = check(answer) if check else ""
        if not wrong:
            return answer
        say(f"  {wrong}")
    raise CampaignError(f"{question}: no answer fits, and nothing was written")


def _listed(answer: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word for part in answer.split(",") if (word := part.strip())))


def _written(answer: str) -> str:
    return "" if answer else "Please write something."


def _fits(kind: Any) -> Check:
    """A check by one of the configuration's own kinds of value."""
    adapter: TypeAdapter[Any] = TypeAdapter(kind)

    def check(answer: str) -> str:
        try:
            adapter.validate_python(answer)
        except ValidationError as error:
            (found, *_) = error.errors(include_url=False)
            context = found.get("ctx", {})
            return f"It {context.get('message', found['msg'])}; {context.get('remedy', '')}".rstrip(
                "; "
            )
        return ""

    return check


def _among(words: Collection[str]) -> Check:
    return lambda answer: (
        "" if answer in words else f"It is none of these; {did_you_mean(answer, words)}."
    )


def _all_among(words: Collection[str]) -> Check:
    def check(answer: str) -> str:
        chosen = _listed(answer)
        if not chosen:
            return _written("")
        wrong = next((each for each in chosen if each not in words), None)
        return "" if wrong is None else f'There is no "{wrong}"; {did_you_mean(wrong, words)}.'

    return check


def _languages(answer: str) -> str:
    chosen = _listed(answer)
    if not chosen:
        return _written("")
    wrong = next((each for each in chosen if not is_language(each)), None)
    return (
        "" if wrong is None else f'"{wrong}" is not the code of a language; write for example en.'
    )


_FUNDING = _among(("funded", "cofunded"))
