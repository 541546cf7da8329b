"""Where the numbers of indicators come from, and what each region told."""

from __future__ import annotations

from datetime import date

from analytics.document import Cell, Column, Gap, Kind, Name, Row, Section, Table
from analytics.kpi.indicator import Measure
from analytics.kpi.judge import Judged, Kpis, Why
from analytics.language import Words
from analytics.marks import N_
from analytics.sections import columns
from analytics.sections.kpi_words import GAPS, WHYS, title
from analytics.words import Labels

COUNTED = {
    Measure.PUBLICATIONS: N_("counted here: each post on each channel"),
    Measure.POSTS: N_("counted here: each post once, on however many channels"),
    Measure.REGIONS: N_("counted here: regions of which something went out"),
    Measure.LANGUAGES: N_("counted here: languages in which something went out"),
    Measure.ENGAGEMENT: N_("told by the networks: everything people did, added up"),
    Measure.CLICKS: N_("told by the networks: clicks on links"),
    Measure.VIEWS: N_("told by the networks: displays, not people"),
    Measure.FOLLOWERS: N_("told by the networks: followers of accounts, added up, not people"),
    Measure.ON_TIME: N_("counted here: of what was due, the part that went out within an hour"),
    Measure.ALT_TEXT: N_(
        "counted here: of what went out with pictures, the part in which each has an alternative "
        "text"
    ),
}


def origins(kpis: Kpis, words: Words, labels: Labels) -> Section:
    """For each indicator: as of when, from where, by whom; and where its target comes from."""
    heads = (
        Column("indicator", words("Indicator"), Kind.TEXT, words("What the plan asks for.")),
        Column("as_of", words("As of"), Kind.DAY, words("The day at whose end the number stood.")),
        Column(
            "source",
            words("Where it comes from"),
            Kind.TEXT,
            words("Where a person read it, or how it is counted."),
        ),
        Column("entered_by", words("Entered by"), Kind.TEXT, words("The person who entered it.")),
        Column(
            "known",
            words("Known of"),
            Kind.TEXT,
            words("Of how many publications, accounts or regions the number is known."),
        ),
        Column("region", words("Region"), Kind.TEXT, words("The region that the number is of.")),
        Column("outcome", words("Outcome"), Kind.TEXT, words("The outcome that it serves.")),
        Column(
            "target_source",
            words("Where the target comes from"),
            Kind.TEXT,
            words("What sets the target, and until when another one held."),
        ),
        Column("note", words("Note"), Kind.TEXT, words("What the plan adds.")),
    )
    rows = [_origin(each, words, labels) for each in kpis.judged]
    kept, told = columns.without_empty(heads, rows, ("entered_by", "known", "region", "note"))
    head = words("Where the numbers come from")
    return Section("kpi_sources", head, (Table("kpi_sources", head, kept, told),))


def by_region(kpis: Kpis, words: Words, labels: Labels) -> Section | None:
    """Each region's own number of what is entered region by region; None where nothing is."""
    rows: list[Row] = []
    for each in kpis.judged:
        for region in each.series.regions:
            # What was told after the days of the indicator, or of the report, is not yet there.
            known = region.value is not None and region.day is not None and region.day <= each.day
            gap = Gap(words(GAPS[each.series.gap]))
            target = each.indicator.each_region
            rows.append(
                (
                    title(each, words),
                    Name(labels.name("region", region.region)),
                    region.value if known and region.value is not None else gap,
                    Gap(words("no target is set")) if target is None else target,
                    region.day if known and region.day is not None else gap,
                    Name(region.source) if known else gap,
                )
            )
    if not rows:
        return None
    heads = (
        Column("indicator", words("Indicator"), Kind.TEXT, words("What the plan asks for.")),
        Column("region", words("Region"), Kind.TEXT, words("The region that the number is of.")),
        Column("actual", words("So far"), Kind.NUMBER, words("As it was entered last.")),
        Column(
            "target", words("Target"), Kind.NUMBER, words("What each region is to reach by itself.")
        ),
        Column("as_of", words("As of"), Kind.DAY, words("The day at whose end the number stood.")),
        Column("source", words("Where it comes from"), Kind.TEXT, words("Where it was read.")),
    )
    head = words("Targets and results by region")
    note = words("A region that has told nothing adds nothing to the sum.")
    table = Table("kpi_regions", head, heads, tuple(rows), note=note)
    return Section("kpi_regions", head, (table,))


def _origin(each: Judged, words: Words, labels: Labels) -> Row:
    from_hand = each.indicator.measure is Measure.HAND
    nobody = Gap(words(GAPS[each.series.gap]))
    source: Cell = Name(each.series.source) if from_hand else words(COUNTED[each.indicator.measure])
    person: Cell = Name(labels.name("person", each.series.who)) if each.series.who else Gap()
    outcome = each.indicator.outcome
    note = each.indicator.note.get(words.language) or next(iter(each.indicator.note.values()), "")
    return (
        title(each, words),
        each.actual.day if each.actual else nobody,
        source if each.actual or not from_hand else nobody,
        person if each.actual else nobody,
        _known_of(each, words),
        Name(labels.name("region", each.indicator.region)) if each.indicator.region else Gap(),
        Name(labels.name("outcome", outcome)) if outcome else Gap(words("no outcome is set")),
        _of_target(each, words),
        Name(note) if note else Gap(),
    )


def _known_of(each: Judged, words: Words) -> Cell:
    if each.actual is None or not each.actual.of:
        return Gap()
    known, all_ = words.number(each.actual.known), words.number(each.actual.of)
    return words("%(known)s of %(all)s", known=known, all=all_)


def _of_target(each: Judged, words: Words) -> Cell:
    """What sets the target; of one that held only up to a day, until when and why it changed."""
    if each.target is None:
        return Gap(words(WHYS[Why.NO_TARGET]))
    if each.earlier is None:
        source = each.indicator.source
        return Name(source) if source else Gap(words("nobody has said so"))
    until: date = each.earlier.until
    if not each.earlier.because:
        return words("held until %(day)s", day=words.full_date(until))
    return words(
        "held until %(day)s: %(reason)s", day=words.full_date(until), reason=each.earlier.because
    )
