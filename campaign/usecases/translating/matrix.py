"""How the translations stand: language × post, by region and week."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from campaign.calendar.expand import expand
from campaign.calendar.known import did_you_mean
from campaign.calendar.sheet.columns import wall_of
from campaign.calendar.translations.units import Standing, standing_of
from campaign.calendar.weeks import week_of
from campaign.config import Config
from campaign.content import Content
from campaign.errors import CampaignError
from campaign.model import Copy, CopyState, Post, copy_hash
from campaign.source_words import SourceWords
from campaign.usecases.translating.source_diff import FieldChange, source_changes

#: The words of each state as a page shows them.
SHOWN: Final = {
    Standing.SOURCE: "Source",
    Standing.REVIEWED: "Reviewed",
    Standing.DRAFT: "Draft",
    Standing.STALE: "Source changed",
    Standing.MISSING: "Missing",
}


@dataclass(frozen=True, slots=True)
class Cell:
    """One post in one language.

    `state` is what its file says ("draft", "reviewed", "source", "" for none), `standing` how it
    stands now. `of` is the hash of the source that it translates, `source` that of the source as it
    is. `unmarked` is true for a translation that does not say what it translates. `machine` is
    true for words that a machine wrote, and `model` names it. `changes` has what changed in the
    source of a stale one; None says that the words it was made from are not known any more. `line`
    is where the copy stands in `file`. `regions` are those that read it.
    """

    post: str
    language: str
    standing: Standing
    shown: str
    state: str
    of: str
    source: str
    unmarked: bool
    machine: bool
    model: str
    file: str
    line: int
    changes: tuple[FieldChange, ...] | None = ()
    regions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """One post: its day, its week of the campaign (from 1), and a cell for each language."""

    post: str
    headline: str
    day: date
    week: int
    regions: tuple[str, ...]
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Matrix:
    """The languages in the campaign's order, the posts in the order of their days, and how many
    cells there are of each standing.
    """

    languages: tuple[str, ...]
    rows: tuple[MatrixRow, ...]
    counts: dict[str, int]


@dataclass(frozen=True, slots=True)
class Choice:
    """Which part of the translations is meant; an empty field means all.

    `weeks` are weeks of the campaign: week 1 holds its start.
    """

    posts: Collection[str] = ()
    languages: Collection[str] = ()
    regions: Collection[str] = ()
    weeks: Collection[int] = ()
    standings: Collection[Standing] = ()


def matrix(content: Content, config: Config, choice: Choice | None = None) -> Matrix:
    """How the translations stand that the calendar needs or has; nothing is written.

    A post needs the languages that its channels speak, or those of the chosen regions. Raises
    CampaignError for a post, a language or a region that there is not.
    """
    choice = choice or Choice()
    _check(choice, content, config)
    words = SourceWords(content.folder)
    rows: list[MatrixRow] = []
    counts: Counter[str] = Counter()
    spoken = _spoken(content.posts, config)
    start = config.campaign.start
    for post in sorted(content.posts, key=lambda post: (wall_of(post, start), post.id)):
        day = wall_of(post, start).date()
        week = week_of(day, start)
        regions = spoken.get(post.id, {})
        if (choice.posts and post.id not in choice.posts) or (
            choice.weeks and week not in choice.weeks
        ):
            continue
        wanted = {
            language
            for region, languages in regions.items()
            if not choice.regions or region in choice.regions
            for language in languages
        }
        if not choice.regions:
            wanted |= set(post.copy)
        cells = [
            _cell(post, language, words, regions)
            for language in config.campaign.languages
            if language in wanted and (not choice.languages or language in choice.languages)
        ]
        cells = [
            cell for cell in cells if not choice.standings or cell.standing in choice.standings
        ]
        if cells:
            counts.update(str(cell.standing) for cell in cells)
            headline = post.source.headline if post.source else ""
            named = tuple(r for r in regions if not choice.regions or r in choice.regions)
            rows.append(MatrixRow(post.id, headline, day, week, named, tuple(cells)))
    there = {cell.language for row in rows for cell in row.cells}
    languages = tuple(each for each in config.campaign.languages if each in there)
    return Matrix(languages, tuple(rows), {str(s): counts.get(str(s), 0) for s in Standing})


def _spoken(posts: Sequence[Post], config: Config) -> dict[str, dict[str, dict[str, None]]]:
    """The languages that each post's channels speak, by post and region."""
    found: dict[str, dict[str, dict[str, None]]] = {}
    expansion = expand(posts, config.channels.values(), config.regions, config.campaign.start)
    for placement in expansion.placements:
        of_post = found.setdefault(placement.post.id, {})
        of_post.setdefault(placement.region.id, {})[placement.channel.language] = None
    return found


def _cell(
    post: Post, language: str, words: SourceWords, regions: Mapping[str, Collection[str]]
) -> Cell:
    copy = post.copy.get(language)
    standing = standing_of(post, language)
    path = f"copy.{language}"
    changes: tuple[FieldChange, ...] | None = ()
    if standing is Standing.STALE and copy is not None and post.source is not None:
        before = words.find(post.id, copy.of)
        changes = None if before is None else source_changes(before, post.source)
    return Cell(
        post.id,
        language,
        standing,
        SHOWN[standing],
        str(copy.state) if copy else "",
        copy.of if copy else "",
        copy_hash(post.source) if post.source else "",
        is_unmarked(copy),
        path in post.machine,
        post.machine.get(path, ""),
        post.place.file,
        post.at(path).line,
        changes,
        tuple(region for region, spoken in regions.items() if language in spoken),
    )


def is_unmarked(copy: Copy | None) -> bool:
    """True for a translation that does not say what it translates."""
    return copy is not None and copy.state is not CopyState.SOURCE and not copy.of


def _check(choice: Choice, content: Content, config: Config) -> None:
    for kind, names, known in (
        ("post", choice.posts, [post.id for post in content.posts]),
        ("language", choice.languages, config.campaign.languages),
        ("region", choice.regions, list(config.regions)),
    ):
        _check_names(kind, names, known)


def _check_names(kind: str, names: Iterable[str], known: Sequence[str]) -> None:
    for name in names:
        if name not in known:
            raise CampaignError(f'there is no {kind} "{name}": {did_you_mean(name, known)}')
