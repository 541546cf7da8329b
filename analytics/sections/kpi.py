"""Targets against actuals: a light for each indicator, its way to the target, where it leads."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date

from analytics.document import (
    Block,
    Cell,
    Chart,
    Column,
    Gap,
    Kind,
    Light,
    Name,
    Paragraph,
    Range,
    Row,
    Section,
    Series,
    Shape,
    Signal,
    Table,
    Tile,
    Tiles,
)
from analytics.kpi.indicator import words_in
from analytics.kpi.judge import Judged, Kpis, Outlook, Why
from analytics.language import Words
from analytics.marks import N_
from analytics.sections import columns, kpi_origins
from analytics.sections.kpi_words import GAPS, OUTLOOKS, RULES, WHYS, light_word, title
from analytics.words import Labels

_SIGNALS = (Signal.GOOD, Signal.CLOSE, Signal.BEHIND, Signal.UNKNOWN)


def section(kpis: Kpis | None, words: Words, labels: Labels) -> Section | None:
    """The plan; None where the project has none."""
    head = words("Targets and results")
    if kpis is None:
        return None
    if kpis.broken:
        why = words(
            "The plan in kpi.toml cannot be read, so nothing is said here. The command “campaign "
            "check” says what is wrong in it."
        )
        return Section("kpi", head, (Paragraph(why),))
    if not kpis.judged:
        return None
    blocks: list[Block] = [_tiles(kpis, words), *_tables(kpis, words)]
    if chart := _chart(kpis, words):
        blocks.append(chart)
    blocks += [Paragraph(words(each), quiet=True) for each in RULES]
    regions = kpi_origins.by_region(kpis, words, labels)
    inner = [kpi_origins.origins(kpis, words, labels), *([regions] if regions else [])]
    return Section("kpi", head, tuple(blocks), subsections=tuple(inner))


def _tiles(kpis: Kpis, words: Words) -> Tiles:
    """How many indicators have which light; those without a target are told apart."""
    planned = [each for each in kpis.judged if each.target is not None]
    found = Counter(each.signal for each in planned)
    below = words.many("of %(n)s with a target", "of %(n)s with a target", len(planned))
    heads = {
        Signal.GOOD: words("On track or reached"),
        Signal.CLOSE: words("Close"),
        Signal.BEHIND: words("Behind or missed"),
        Signal.UNKNOWN: words("Not known"),
    }
    meaning = words("How many indicators have this light.")
    return Tiles(
        tuple(
            Tile(Column(f"kpi_{each}", heads[each], Kind.COUNT, meaning), found[each], below)
            for each in _SIGNALS
        )
    )


def _tables(kpis: Kpis, words: Words) -> list[Table]:
    """The indicators; shares stand in a table of their own, because they are in percent."""
    shares = [each for each in kpis.judged if each.indicator.measure.is_share]
    others = [each for each in kpis.judged if not each.indicator.measure.is_share]
    found = []
    if others:
        head = words("Targets and results")
        found.append(_table("kpi", head, others, kpis, words))
    if shares:
        head = words("Targets and results: shares")
        found.append(_table("kpi_shares", head, shares, kpis, words))
    return found


def _table(id_: str, head: str, judged: Sequence[Judged], kpis: Kpis, words: Words) -> Table:
    share = id_ == "kpi_shares"
    kind, digits = (Kind.SHARE, 1) if share else (Kind.NUMBER, _digits(judged))
    of_time = words("How much the number has changed since the period of the report began.")
    of_points = words(
        "By how many percentage points the share has changed since the period of the report began."
    )
    heads = (
        Column("indicator", words("Indicator"), Kind.TEXT, words("What the plan asks for.")),
        Column(
            "light",
            words("Standing"),
            Kind.LIGHT,
            words("How the number stands against the expected way to the target."),
        ),
        Column(
            "actual",
            words("So far"),
            kind,
            words("The last number up to the end of the report. What nobody knows is never 0."),
            digits,
        ),
        Column(
            "target",
            words("Target"),
            kind,
            words("The target that held on this day, also where it was changed later."),
            digits,
        ),
        Column("unit", words("Unit"), Kind.TEXT, words("What is counted.")),
        Column(
            "progress",
            words("Of the way"),
            Kind.SHARE,
            words("How much of the way from the beginning to the target is done."),
        ),
        Column(
            "expected",
            words("Expected"),
            kind,
            words(
                "What a straight line from the beginning to the target has on the day of the "
                "number."
            ),
            1,
        ),
        Column(
            "change",
            words("In this period"),
            Kind.DIFFERENCE,
            of_points if share else of_time,
            digits,
        ),
        Column(
            "forecast",
            words("Forecast"),
            Kind.RANGE,
            words(
                "Where the number leads by the last day if it goes on as it went; in four of five "
                "cases it lies in the range."
            ),
            digits,
        ),
        Column(
            "outlook",
            words("Leads to"),
            Kind.TEXT,
            words("Whether that reaches the target, with the range taken into account."),
        ),
        Column("by", words("By"), Kind.DAY, words("The last day of what the target is about.")),
    )
    rows = [_row(each, words, 100 if share else 1) for each in judged]
    kept, told = columns.without_empty(heads, rows, ("progress", "expected", "change", "forecast"))
    out = {"unit", "outlook"} if share else set()
    note = words("Numbers as of the end of %(day)s.", day=words.full_date(kpis.day))
    ends = {row[-1] for row in rows}
    end = ends.pop() if len(ends) == 1 else None
    if isinstance(end, date):
        out.add("by")
        note = words(
            "Numbers as of the end of %(day)s; the last day of each is %(end)s.",
            day=words.full_date(kpis.day),
            end=words.full_date(end),
        )
    at = [index for index, column in enumerate(kept) if column.id not in out]
    told = tuple(tuple(row[index] for index in at) for row in told)
    return Table(id_, head, tuple(kept[index] for index in at), told, note=note)


def _row(each: Judged, words: Words, whole: int) -> Row:
    """A row; `whole` is by what the numbers are divided: shares are kept in percent."""
    unit, unit_language = words_in(each.indicator.unit, words.language)
    last = each.span.last if each.span else each.indicator.by
    so_far, target = number(each, words), _target(each, words)
    expected = _known(each.expected, each, words)
    return (
        title(each, words),
        Light(each.signal, light_word(each, words)),
        so_far / whole if isinstance(so_far, float) else so_far,
        target / whole if isinstance(target, float) else target,
        Name(unit, unit_language) if unit else Gap(words("no unit is set")),
        _known(each.done, each, words),
        expected / whole if isinstance(expected, float) else expected,
        _known(each.change, each, words),
        _forecast(each, words),
        words(OUTLOOKS[each.outlook]),
        last if last is not None else Gap(words("no last day is set")),
    )


def number(each: Judged, words: Words) -> Cell:
    """The number so far, or why there is none."""
    if each.actual is not None:
        return each.actual.value
    if each.why is Why.NOT_BEGUN:
        return Gap(words(WHYS[Why.NOT_BEGUN]))
    return Gap(words(GAPS[each.series.gap]))


def _target(each: Judged, words: Words) -> Cell:
    return Gap(words(WHYS[Why.NO_TARGET])) if each.target is None else each.target


def _known(value: float | None, each: Judged, words: Words) -> Cell:
    if value is not None:
        return value
    if each.actual is None:
        return number(each, words)
    return Gap(words(WHYS[each.why] if each.why else N_("nothing to compare with")))


def _forecast(each: Judged, words: Words) -> Cell:
    if each.forecast is None:
        # A target that is reached is no reason why there is no forecast.
        few = each.outlook is Outlook.REACHED
        return Gap(words(OUTLOOKS[Outlook.TOO_LITTLE if few else each.outlook]))
    return Range(each.forecast.value, each.forecast.low, each.forecast.high)


def _chart(kpis: Kpis, words: Words) -> Chart | None:
    """The way to the target in percent; an indicator without a number has a gap and says so."""
    some = [each for each in kpis.judged if each.target is not None]
    if not any(each.done is not None for each in some):
        return None
    return Chart(
        "kpi_progress",
        words("The way to each target, in percent"),
        Shape.BARS,
        tuple(title(each, words).text for each in some),
        (
            Series(
                words("Of the way"),
                tuple(None if each.done is None else round(100 * each.done, 1) for each in some),
            ),
        ),
        words(
            "One bar for each indicator with a target: the part of its way that is done, in "
            "percent. The same numbers stand in the table."
        ),
        missing=tuple("" if each.done is not None else words("n/a") for each in some),
    )


def _digits(judged: Sequence[Judged]) -> int:
    """One decimal where any number of the plan has some, else none."""
    values = [
        value
        for each in judged
        for value in (each.target, each.actual.value if each.actual else None)
        if value is not None
    ]
    return 0 if all(value == round(value) for value in values) else 1
