"""Reports: the periods, their figures and files, and the figures that only a person can give."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from threading import Lock
from typing import Annotated, Any, Final

from fastapi import Query, Request
from fastapi.responses import FileResponse, HTMLResponse, RedirectResponse, Response
from sqlalchemy import func, select
from starlette.exceptions import HTTPException

from analytics import store
from analytics.faces.sorting import SOURCE
from analytics.isoweek import NoSuchWeek, Week
from analytics.language import LANGUAGES
from analytics.language import Words as ReportWords
from analytics.metrics import METRICS
from analytics.period import Kind, NoSuchPeriod, Period
from analytics.posts import PostFigures
from analytics.reading import Report
from analytics.sections import naming
from campaign.model import Variant
from campaign.plan.rights import Act
from campaign.platforms import registry
from campaign.storage import publications, variants, went_out
from campaign.storage.trust import people
from campaign.usecases.reporting import figures_by_hand, periods, reports
from campaign.usecases.reporting.figures_by_hand import Sheet
from campaign.usecases.reporting.reports import NoSuchReport, Row
from campaign.web import hand_form
from campaign.web.desk import Desk, TheDesk
from campaign.web.rendering import back_to, render
from campaign.web.routing import Pages
from campaign.web.visitor import TheForm, TheVisitor, Visitor, field
from campaign.web.words import N_, Words

pages = Pages("reports")

#: What a report's page may do: show itself, and sort its tables by the one script that is named by
#: its hash. It knows nothing of the desk: a page in a sandbox has an origin of its own.
_POLICY: Final = (
    "sandbox allow-popups allow-scripts; default-src 'none'; img-src data:; "
    f"style-src 'unsafe-inline'; script-src {SOURCE}; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_MEDIA: Final = {
    "page": "text/html; charset=utf-8",
    "workbook": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_HELD: Final = 8  # periods whose figures a process keeps


@dataclass(frozen=True, slots=True)
class Top:
    """The post that people responded to most: its figures, and its words as they went out."""

    figures: PostFigures
    engagement: int
    counts: Sequence[tuple[str, int]]
    variant: Variant | None


class _Figures:
    """The figures of the last few periods, as long as nothing was counted or entered since."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._held: dict[Period, tuple[object, Report]] = {}

    def of(self, desk: Desk, period: Period) -> Report:
        """One period's figures."""
        now = desk.now()
        with desk.database.read() as connection:
            newest = connection.execute(
                select(
                    select(func.max(store.snapshots.c.id)).scalar_subquery(),
                    select(func.max(store.audience.c.id)).scalar_subquery(),
                    select(func.max(store.by_hand.c.id)).scalar_subquery(),
                )
            ).one()
            end = period.window(desk.config.zone)[1]
            out = went_out.counts(connection, periods.compared_since(period, desk.config), end)
        is_whole = period.kind is Kind.PROJECT
        running = now.replace(second=0, microsecond=0) if is_whole or now < end else None
        state = (tuple(newest), sorted(out.items()), running, desk.config)
        with self._lock:
            held = self._held.get(period)
        if held is not None and held[0] == state:
            return held[1]
        registers = desk.calendar().content.registers
        found = reports.figures(desk.database, desk.config, registers, period, now)
        with self._lock:
            while len(self._held) >= _HELD:
                self._held.pop(next(iter(self._held)))
            self._held[period] = (state, found)
        return found


@pages.get("/reports", needs=Act.READ)
def show(  # each is a field of the address
    request: Request,
    desk: TheDesk,
    visitor: TheVisitor,
    week: str = "",
    period: str = "",
    first: Annotated[str, Query(alias="from")] = "",
    last: Annotated[str, Query(alias="to")] = "",
) -> HTMLResponse:
    """All periods of a kind, and one of them closer."""
    if not first and not last:
        return page(request, desk, visitor, wanted(desk, period or week))
    days, errors = _days(first, last, visitor.words)
    if days is None:
        typed = {"from": first, "to": last}
        return page(request, desk, visitor, wanted(desk, ""), errors=errors, typed=typed)
    return page(request, desk, visitor, days)


@pages.post("/reports/{period}/write", needs=Act.FIGURES)
def write(
    request: Request, desk: TheDesk, visitor: TheVisitor, form: TheForm, period: str
) -> RedirectResponse:
    """Write one period's report in one language; the one that was there in it is replaced."""
    chosen = wanted(desk, period)
    language = field(form, "language") or visitor.words.language
    if language not in LANGUAGES:
        raise HTTPException(422)
    opened = desk.workspace
    reports.write(
        desk.database,
        desk.config,
        desk.calendar().content.registers,
        opened.media,
        chosen,
        actor=visitor.actor,
        now=desk.now(),
        languages=(language,),
    )
    notice = visitor.words(N_("The report is written: %(period)s."), period=_named(visitor, chosen))
    return back_to(request, f"/reports?period={chosen}", notice=notice)


@pages.get("/reports/files/{name}", needs=Act.READ)
def file(desk: TheDesk, name: str) -> Response:
    """One file of a report: its page to look at, the others to keep."""
    try:
        path, kind = reports.file(desk.config, name)
    except NoSuchReport as error:
        raise HTTPException(404) from error
    headers = {"Cache-Control": "private, no-cache", "X-Content-Type-Options": "nosniff"}
    if kind == "page":
        headers["Content-Security-Policy"] = _POLICY
        return FileResponse(path, media_type=_MEDIA["page"], headers=headers)
    media = _MEDIA.get(kind, "text/csv; charset=utf-8")
    return FileResponse(path, media_type=media, headers=headers, filename=name)


def wanted(desk: Desk, text: str) -> Period:
    """The period that an address names; without one, the last whole week or one with posts."""
    if text:
        found = reports.of_name(desk.database, desk.config, text, desk.now())
        if found is None:
            raise HTTPException(404)
        return found
    last = periods.last(Kind.WEEK, desk.config, desk.now())
    rows = _rows(desk, Kind.WEEK)
    some = [row.period for row in rows if row.out]
    if last in some or not some:
        return last if last in some else rows[0].period
    return next((each for each in some if each.first < last.first), some[0])


def wanted_week(text: str) -> Week:
    """The week that an address names."""
    try:
        return Week.parse(text)
    except NoSuchWeek as error:
        raise HTTPException(404) from error


def _days(first: str, last: str, words: Words) -> tuple[Period | None, dict[str, str]]:
    """The days from and to that somebody chose, or what is wrong with each of the two fields."""
    errors, days = {}, {}
    for name, text in (("from", first), ("to", last)):
        try:
            days[name] = date.fromisoformat(text.strip())
        except ValueError:
            errors[name] = words(N_("Choose a day."))
    if errors:
        return None, errors
    try:
        return Period(Kind.SPAN, days["from"], days["to"]), {}
    except NoSuchPeriod:
        return None, {"to": words(N_("The last day must not lie before the first."))}


def _named(visitor: Visitor, period: Period) -> str:
    """What a period is called: week 49, December 2026, or its days."""
    return naming.title(ReportWords(visitor.words.language), period)


def page(
    request: Request,
    desk: Desk,
    visitor: Visitor,
    period: Period,
    *,
    errors: Mapping[str, str] | None = None,
    typed: Mapping[str, str] | None = None,
) -> HTMLResponse:
    """The page with one period closer; with `errors`, as a form that was refused."""
    now = desk.now()
    rows = _rows(desk, period.kind)
    figures = _cache(request).of(desk, period)
    words = ReportWords(visitor.words.language)
    week = Week.of(figures.start, desk.config.zone) if period.kind is Kind.WEEK else None
    sheet = _sheet(desk, week, kept=not errors) if week else None
    return render(
        request,
        visitor,
        "reports.html.j2",
        status=422 if errors else 200,
        title=visitor.words(N_("Reports")),
        period=period,
        week=week,
        row=reports.row(desk.database, desk.config, now, period),
        rows=rows,
        kinds=_kinds(desk),
        period_name=lambda each: naming.title(words, each),
        period_days=lambda each: naming.dates(words, each),
        report=figures,
        channels=sum(1 for each in figures.groups["channel"] if each.figures.posts),
        silent=_silent(figures),
        regions=(found := _regions(figures, desk, visitor)),
        most=max((each or 0 for _, each in found), default=0) or 1,
        top=_top(figures, desk),
        titles=registry.TITLES,
        channel_name=lambda name: hand_form.channel_name(visitor.words, desk.config, name),
        sheet=sheet,
        fields=hand_form.fields(sheet.asked, desk.config, visitor) if sheet else (),
        names=names(desk),
        errors=errors or {},
        typed=typed or {},
    )


def _rows(desk: Desk, kind: Kind) -> tuple[Row, ...]:
    config, now = desk.config, desk.now()
    return desk.moment(
        ("report rows", id(config), kind), lambda: reports.rows(desk.database, config, now, kind)
    )


def _sheet(desk: Desk, week: Week, *, kept: bool) -> Sheet:
    """The week's figures by hand; a form that was refused is to show the newest, not those kept."""
    config = desk.config

    def read() -> Sheet:
        return figures_by_hand.sheet(desk.database, config, week)

    return desk.moment(("figures by hand", id(config), week), read) if kept else read()


#: The kinds of periods in the order of the page, and what they are called there.
_KINDS: Final[Mapping[Kind, str]] = {
    Kind.WEEK: N_("Weeks"),
    Kind.MONTH: N_("Months"),
    Kind.QUARTER: N_("Quarters"),
    Kind.PROJECT: N_("The whole project"),
    Kind.SPAN: N_("Days from and to"),
}


def _kinds(desk: Desk) -> list[tuple[Kind, str, str]]:
    """Each kind, what it is called, and the period to look at first; "" where there is none."""
    found = []
    for kind, name in _KINDS.items():
        first = "project" if kind is Kind.PROJECT else ""
        if kind is Kind.SPAN:
            some = _rows(desk, kind)
            first = str(some[0].period) if some else ""
        elif kind is not Kind.PROJECT:
            first = str(periods.last(kind, desk.config, desk.now()))
        if first and reports.of_name(desk.database, desk.config, first, desk.now()):
            found.append((kind, name, first))
    return found


def names(desk: Desk) -> Mapping[str, str]:
    """The names of people by their ids."""
    with desk.database.read() as connection:
        return {each.id: each.name or each.id for each in people.everybody(connection)}


def _silent(report: Report) -> tuple[str, ...]:
    """The networks of the week that tell no figures of a post, as people write them."""
    rows = report.groups["platform"]
    some = {row.key for row in rows if row.key and row.figures.posts > row.figures.measured}
    return tuple(
        sorted(
            str(registry.TITLES.get(each, each))
            for each in some
            if figures_by_hand.tells_nothing(each)
        )
    )


def _regions(report: Report, desk: Desk, visitor: Visitor) -> tuple[tuple[str, int | None], ...]:
    """Each region with its engagement, the most first; None where nobody knows."""
    found = []
    for each in report.groups["region"]:
        if each.figures.posts:
            region = desk.config.regions.get(each.key or "")
            name = region.name(visitor.words.language) if region else (each.key or "")
            found.append((name, each.figures.engagement))
    return tuple(sorted(found, key=lambda pair: (pair[1] is None, -(pair[1] or 0), pair[0])))


def _top(report: Report, desk: Desk) -> Top | None:
    if not report.top:
        return None
    first = report.top[0]
    values = first.counts.values() if first.counts else ()
    counts = [(name, value) for name, value in zip(METRICS, values, strict=False) if value]
    engagement = (
        first.at_age.get(report.rank_age)
        if report.rank_age is not None
        else (first.counts.engagement if first.counts else None)
    )
    with desk.database.read() as connection:
        publication = publications.one(connection, first.subject.publication_id)
        kept = variants.load(connection, [publication.variant_hash] if publication else [])
    variant = kept.get(publication.variant_hash) if publication else None
    return Top(first, engagement or 0, counts, variant)


def _cache(request: Request) -> _Figures:
    state: Any = request.app.state
    if not hasattr(state, "report_figures"):
        state.report_figures = _Figures()
    found: _Figures = state.report_figures
    return found
