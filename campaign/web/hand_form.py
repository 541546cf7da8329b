"""The form of figures by hand: its fields, and what a person typed in them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from starlette.datastructures import FormData

from analytics.by_hand import About, Entered
from analytics.words import METRIC_NAMES
from campaign.config import Config
from campaign.model.people import EVERYWHERE
from campaign.platforms import registry
from campaign.usecases.reporting.figures_by_hand import Figure, Missing
from campaign.usecases.reporting.written_numbers import NotACount, read_count
from campaign.web.visitor import Visitor, field
from campaign.web.words import N_, Words

#: What is counted, as people call it.
METRICS: Final[Mapping[str, str]] = {
    "reactions": N_("Reactions"),
    "reposts": N_("Reposts"),
    "replies": N_("Replies"),
    "quotes": N_("Quotes"),
    "clicks": N_("Link clicks"),
    "saves": N_("Saves"),
    "views": N_("Views"),
    "followers": N_("Followers"),
    "site_visits": N_("Visits to the project’s site from posts"),
    "press_mentions": N_("Mentions in the press"),
}

#: The sentences with which a number is refused, here for the catalogues.
REFUSALS: Final = (
    N_("A count cannot be less than zero."),
    N_("Only whole things are counted. Write the number without decimals."),
    N_("Write the number in full, such as %(example)s."),
    N_("Write how many there were, not a percentage."),
    N_("The number is too large to be a count. Look at it again."),
    N_("Leave the field empty where the number is not known."),
    N_("Write the number with the digits 0 to 9 alone, such as 1200."),
    N_(
        "The digits are not in groups of three. Write the number without marks, such as "
        "%(example)s."
    ),
    N_("This can be read as %(example)s or as a number with decimals. Write it without the mark."),
)


@dataclass(frozen=True, slots=True)
class HandField:
    """One field: what it asks, what stands in it, and the edition that stands there, 0 for none."""

    name: str
    about: About
    metric: str
    label: str
    posts: int
    value: str
    entered: Entered | None = None

    @property
    def seen(self) -> int:
        """The edition that the person sees."""
        return self.entered.edition if self.entered else 0


def fields(asked: Iterable[Missing], config: Config, visitor: Visitor) -> tuple[HandField, ...]:
    """The fields that a visitor may fill, with what is there already."""
    found = []
    for each in asked:
        if not visitor.may("FIGURES", _region(config, each.about)):
            continue
        number = each.entered.number if each.entered else None
        found.append(
            HandField(
                f"{each.metric}.{each.about.channel}".rstrip("."),
                each.about,
                each.metric,
                label(visitor.words, config, each.about, each.metric),
                each.posts,
                "" if number is None else str(number),
                each.entered,
            )
        )
    return tuple(found)


def label(words: Words, config: Config, about: About, metric: str) -> str:
    """What a field asks, or what a figure is of."""
    what = words(METRICS.get(metric) or METRIC_NAMES.get(metric, metric))
    return f"{what}: {channel_name(words, config, about.channel)}" if about.channel else what


def channel_name(words: Words, config: Config, name: str) -> str:
    """A channel as people know it: Telegram, Europe; its own name where it is gone."""
    channel = config.channels.get(name)
    if channel is None:
        return name
    region = config.regions.get(channel.region)
    place = region.name(words.language) if region else channel.region
    title = f"{registry.TITLES.get(channel.platform, channel.platform)}, {place}"
    same = [
        each
        for each in config.channels.values()
        if (each.platform, each.region) == (channel.platform, channel.region)
    ]
    return f"{title} ({channel.language})" if len(same) > 1 else title


def read(
    form: FormData, known: Iterable[HandField], words: Words
) -> tuple[list[Figure], dict[str, str], dict[str, str]]:
    """The figures that were typed, the sentences of those that were refused, and all as typed."""
    figures: list[Figure] = []
    errors: dict[str, str] = {}
    typed: dict[str, str] = {}
    for each in known:
        if each.name not in form:
            continue
        typed[each.name] = field(form, each.name)
        try:
            number = read_count(typed[each.name], words.language)
        except NotACount as refused:
            errors[each.name] = words(refused.sentence, example=refused.example)
            continue
        seen = field(form, f"seen.{each.name}")
        edition = int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 9 else each.seen
        figures.append(Figure(each.about, each.metric, number, edition))
    return figures, errors, typed


def _region(config: Config, about: About) -> str:
    channel = config.channels.get(about.channel)
    return channel.region if channel else EVERYWHERE
