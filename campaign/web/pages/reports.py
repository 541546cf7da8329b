"""Reports: the weeks, their figures and files, and the figures that only a person can give."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from threading import Lock
from typing import Any, Final

from fastapi import Request
from fastapi.responses import FileResponse, HTMLResponse, RedirectResponse, Response
from sqlalchemy import func, select
from starlette.exceptions import HTTPException

from analytics import store
from analytics.isoweek import NoSuchWeek, Week
from analytics.metrics import METRICS
from analytics.tally import PostFigures
from analytics.week import WeeklyReport
from campaign.model import Variant
from campaign.plan.rights import Act
from campaign.platforms import registry
from campaign.storage import publications, variants, went_out
from campaign.storage.trust import people
from campaign.usecases.reporting import figures_by_hand, reports
from campaign.usecases.reporting.figures_by_hand import Sheet
from campaign.usecases.reporting.reports import NoSuchReport, WeekRow
from campaign.web import hand_form
from campaign.web.desk import Desk, TheDesk
from campaign.web.rendering import back_to, render
from campaign.web.routing import Pages
from campaign.web.visitor import TheForm, TheVisitor, Visitor
from campaign.web.words import N_

pages = Pages("reports")

#: What a report's page may do: show itself. No script, no form, nothing from anywhere.
_POLICY: Final = (
    "sandbox allow-popups; default-src 'none'; img-src data:; style-src 'unsafe-inline'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_MEDIA: Final = {
    "page": "text/html; charset=utf-8",
    "workbook": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_HELD: Final = 8  # weeks whose figures a process keeps


@dataclass(frozen=True, slots=True)
class Top:
    """The post that people responded to most: its figures, and its words as they went out."""

    figures: PostFigures
    engagement: int
    counts: Sequence[tuple[str, int]]
    variant: Variant | None


class _Figures:
    """The figures of the last few weeks, as long as nothing was counted or entered since."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._held: dict[Week, tuple[object, WeeklyReport]] = {}

    def of(self, desk: Desk, week: Week) -> WeeklyReport:
        """One week's figures."""
        now = desk.now()
        with desk.database.read() as connection:
            newest = connection.execute(
                select(
                    select(func.max(store.snapshots.c.id)).scalar_subquery(),
                    select(func.max(store.audience.c.id)).scalar_subquery(),
                    select(func.max(store.by_hand.c.id)).scalar_subquery(),
                )
            ).one()
            start, end = week.window(desk.config.zone)
            out = went_out.counts(connection, start - timedelta(days=7), end)
        running = now.replace(second=0, microsecond=0) if now < end else None
        state = (tuple(newest), sorted(out.items()), running, desk.config)
        with self._lock:
            held = self._held.get(week)
        if held is not None and held[0] == state:
            return held[1]
        registers = desk.calendar().content.registers
        found = reports.figures(desk.database, desk.config, registers, week, now)
        with self._lock:
            while len(self._held) >= _HELD:
                self._held.pop(next(iter(self._held)))
            self._held[week] = (state, found)
        return found


@pages.get("/reports", needs=Act.READ)
def show(request: Request, desk: TheDesk, visitor: TheVisitor, week: str = "") -> HTMLResponse:
    """All weeks, and one of them closer."""
    return page(request, desk, visitor, wanted(desk, week))


@pages.post("/reports/{week}/write", needs=Act.FIGURES)
def write(
    request: Request, desk: TheDesk, visitor: TheVisitor, form: TheForm, week: str
) -> RedirectResponse:
    """Write one week's report; the one that was there is replaced."""
    chosen = wanted(desk, week)
    opened = desk.workspace
    reports.write(
        desk.database,
        desk.config,
        desk.calendar().content.registers,
        opened.media,
        chosen,
        actor=visitor.actor,
        now=desk.now(),
    )
    notice = visitor.words(N_("The report of week %(week)s is written."), week=chosen.number)
    return back_to(request, f"/reports?week={chosen}", notice=notice)


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


def wanted(desk: Desk, text: str) -> Week:
    """The week that an address names; without one, the last whole week or one with posts."""
    if text:
        try:
            return Week.parse(text)
        except NoSuchWeek as error:
            raise HTTPException(404) from error
    last = Week.of(desk.now() - timedelta(days=7), desk.config.zone)
    some = [row.week for row in _weeks(desk) if row.out]
    if last in some or not some:
        return last if last in some else Week.of(desk.now(), desk.config.zone)
    return next((each for each in some if each < last), some[0])


def page(
    request: Request,
    desk: Desk,
    visitor: Visitor,
    week: Week,
    *,
    errors: Mapping[str, str] | None = None,
    typed: Mapping[str, str] | None = None,
) -> HTMLResponse:
    """The page with one week closer; with `errors`, as a form that was refused."""
    rows = _weeks(desk)
    row = next((each for each in rows if each.week == week), WeekRow(week, 0, 0, running=False))
    figures = _cache(request).of(desk, week)
    sheet = _sheet(desk, week, kept=not errors)
    return render(
        request,
        visitor,
        "reports.html.j2",
        status=422 if errors else 200,
        title=visitor.words(N_("Reports")),
        week=week,
        row=row,
        rows=rows,
        this=Week.of(desk.now(), desk.config.zone),
        report=figures,
        channels=sum(1 for each in figures.groups["channel"] if each.figures.posts),
        silent=_silent(figures),
        regions=(found := _regions(figures, desk, visitor)),
        most=max((each or 0 for _, each in found), default=0) or 1,
        top=_top(figures, desk),
        titles=registry.TITLES,
        channel_name=lambda name: hand_form.channel_name(visitor.words, desk.config, name),
        kinds=reports.KINDS,
        sheet=sheet,
        fields=hand_form.fields(sheet.asked, desk.config, visitor),
        names=names(desk),
        errors=errors or {},
        typed=typed or {},
    )


def _weeks(desk: Desk) -> tuple[WeekRow, ...]:
    config, now = desk.config, desk.now()
    return desk.moment(
        ("report weeks", id(config)), lambda: reports.weeks(desk.database, config, now)
    )


def _sheet(desk: Desk, week: Week, *, kept: bool) -> Sheet:
    """The week's figures by hand; a form that was refused is to show the newest, not those kept."""
    config = desk.config

    def read() -> Sheet:
        return figures_by_hand.sheet(desk.database, config, week)

    return desk.moment(("figures by hand", id(config), week), read) if kept else read()


def names(desk: Desk) -> Mapping[str, str]:
    """The names of people by their ids."""
    with desk.database.read() as connection:
        return {each.id: each.name or each.id for each in people.everybody(connection)}


def _silent(report: WeeklyReport) -> tuple[str, ...]:
    """The networks of the week that tell no figures of a post, as people write them."""
    some = {each.subject.platform for each in report.unmeasured}
    return tuple(
        sorted(
            str(registry.TITLES.get(each, each))
            for each in some
            if figures_by_hand.tells_nothing(each)
        )
    )


def _regions(
    report: WeeklyReport, desk: Desk, visitor: Visitor
) -> tuple[tuple[str, int | None], ...]:
    """Each region with its engagement, the most first; None where nobody knows."""
    found = []
    for each in report.groups["region"]:
        if each.figures.posts:
            region = desk.config.regions.get(each.key or "")
            name = region.name(visitor.words.language) if region else (each.key or "")
            found.append((name, each.figures.engagement))
    return tuple(sorted(found, key=lambda pair: (pair[1] is None, -(pair[1] or 0), pair[0])))


def _top(report: WeeklyReport, desk: Desk) -> Top | None:
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
