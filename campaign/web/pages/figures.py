"""Figures by hand: those that a week's report asks for, and any other of a channel or a post."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from fastapi import Request
from fastapi.responses import HTMLResponse, Response

from analytics.by_hand import OF_CAMPAIGNS, OF_CHANNELS, About, Entered
from analytics.isoweek import Week
from analytics.period import Period
from campaign.model.people import EVERYWHERE
from campaign.plan.rights import Act
from campaign.usecases.reporting import figures_by_hand
from campaign.usecases.reporting.figures_by_hand import (
    ChangedMeanwhile,
    Done,
    Figure,
    FigureRefused,
    NoSource,
    Sheet,
)
from campaign.usecases.reporting.written_numbers import NotACount, read_count
from campaign.usecases.trust.done_before import by
from campaign.web import hand_form
from campaign.web.desk import Desk, TheDesk
from campaign.web.done_before import with_name
from campaign.web.pages import reports
from campaign.web.rendering import back_to, render
from campaign.web.routing import Pages
from campaign.web.visitor import TheForm, TheVisitor, Visitor, field
from campaign.web.words import N_, Words

pages = Pages("figures")

_POSTS: Final = 200  # posts that can be chosen in a form


@pages.post("/reports/{week}/figures", needs=Act.FIGURES)
def enter(
    request: Request, desk: TheDesk, visitor: TheVisitor, form: TheForm, week: str
) -> Response:
    """Keep the figures that the report asks for."""
    chosen = reports.wanted_week(week)
    sheet = figures_by_hand.sheet(desk.database, desk.config, chosen)
    known = hand_form.fields(sheet.asked, desk.config, visitor)
    some, errors, typed = hand_form.read(form, known, visitor.words)
    typed["source"] = field(form, "source")
    if not errors:
        try:
            done = _kept(desk, visitor, some, typed["source"])
        except NoSource:
            errors["source"] = visitor.words(_NO_SOURCE)
        except ChangedMeanwhile as changed:
            theirs = {(each.about, each.metric): each for each in changed.theirs}
            for each in known:
                if other := theirs.get((each.about, each.metric)):
                    errors[each.name] = _first(visitor.words, desk, other)
        except FigureRefused as refused:
            errors["source"] = str(refused)
        else:
            return back_to(request, f"/reports?period={chosen}", notice=_words(desk, visitor, done))
    return reports.page(request, desk, visitor, Period.week(chosen), errors=errors, typed=typed)


@pages.get("/reports/{week}/figures", needs=Act.FIGURES)
def more(
    request: Request,
    desk: TheDesk,
    visitor: TheVisitor,
    week: str,
    of: str = "",
    metric: str = "",
) -> HTMLResponse:
    """What was entered of a week, with what was there before, and a form for any other figure."""
    chosen = reports.wanted_week(week)
    return _page(request, desk, visitor, chosen, {"of": of, "metric": metric})


@pages.post("/reports/{week}/figures/other", needs=Act.FIGURES)
def enter_other(
    request: Request, desk: TheDesk, visitor: TheVisitor, form: TheForm, week: str
) -> Response:
    """Keep one figure of a channel, a post or the campaign, or correct it."""
    chosen = reports.wanted_week(week)
    typed = {name: field(form, name) for name in ("of", "metric", "number", "source", "seen")}
    errors: dict[str, str] = {}
    about = _about(typed["of"], chosen)
    if about is None:
        errors["of"] = visitor.words(N_("Choose what the figure is of."))
    elif typed["metric"] not in about.metrics:
        errors["metric"] = visitor.words(N_("This is not counted there. Choose another figure."))
    try:
        number = read_count(typed["number"], visitor.words.language)
    except NotACount as refused:
        errors["number"] = visitor.words(refused.sentence, example=refused.example)
    if about is not None and not errors:
        seen = int(typed["seen"]) if typed["seen"].isdecimal() and len(typed["seen"]) < 9 else None
        try:
            figure = Figure(about, typed["metric"], number, seen)
            done = _kept(desk, visitor, [figure], typed["source"])
        except NoSource:
            errors["source"] = visitor.words(_NO_SOURCE)
        except ChangedMeanwhile as changed:
            errors["number"] = _first(visitor.words, desk, changed.theirs[0])
        except FigureRefused as refused:
            errors["number"] = str(refused)
        else:
            return back_to(
                request, f"/reports/{chosen}/figures", notice=_words(desk, visitor, done)
            )
    return _page(request, desk, visitor, chosen, typed, errors)


_NO_SOURCE: Final = N_("Say where the figures come from.")


def _kept(desk: Desk, visitor: Visitor, some: list[Figure], source: str) -> Done:
    return figures_by_hand.enter(
        desk.database, desk.config, some, source, actor=visitor.actor, now=desk.now()
    )


def _first(words: Words, desk: Desk, other: Entered) -> str:
    """That somebody else was first: who, when, and what."""
    number = words(N_("not known")) if other.number is None else words.number(other.number)
    return words(
        N_("%(who)s was first, %(when)s: %(number)s. Look which is right, and enter it again."),
        who=reports.names(desk).get(other.who, other.who),
        when=words.moment(other.at, desk.config.zone),
        number=number,
    )


def _words(desk: Desk, visitor: Visitor, done: Done) -> str:
    """What became of a form."""
    words = visitor.words
    if done.entered:
        return words.many(
            "%(n)s figure is kept. Write the report again to have it in there.",
            "%(n)s figures are kept. Write the report again to have them in there.",
            len(done.entered),
        )
    if done.unchanged:
        sentence = words(N_("These figures were there already. Nothing has changed."))
        last = max(done.unchanged, key=lambda each: each.at)
        return with_name(desk, visitor, sentence, by(desk.database, last.who, last.at))
    return words(N_("Nothing was entered: what is not known stays n/a."))


def _page(
    request: Request,
    desk: Desk,
    visitor: Visitor,
    week: Week,
    typed: Mapping[str, str],
    errors: Mapping[str, str] | None = None,
) -> HTMLResponse:
    sheet = figures_by_hand.sheet(desk.database, desk.config, week)
    about = _about(typed.get("of", ""), week)
    there = next(
        (
            each
            for each in sheet.standing
            if (each.about, each.metric) == (about, typed.get("metric", ""))
        ),
        None,
    )
    number = "" if there is None or there.number is None else str(there.number)
    return render(
        request,
        visitor,
        "figures.html.j2",
        status=422 if errors else 200,
        title=visitor.words(N_("Figures by hand, week %(week)s"), week=week.number),
        week=week,
        sheet=sheet,
        choices=_choices(desk, visitor, sheet),
        metrics={each: hand_form.METRICS[each] for each in (*OF_CHANNELS, *OF_CAMPAIGNS)},
        label=lambda about, metric: hand_form.label(visitor.words, desk.config, about, metric),
        key=_key,
        names=reports.names(desk),
        there=there,
        errors=errors or {},
        typed={"number": number, **typed},
    )


def _choices(desk: Desk, visitor: Visitor, sheet: Sheet) -> list[tuple[str, str]]:
    """What a figure can be of, as far as the visitor may enter it: keys with their names."""
    words, config = visitor.words, desk.config
    found = []
    if visitor.may("FIGURES", EVERYWHERE):
        found.append(("campaign", words(N_("The whole campaign"))))
    for name, channel in config.channels.items():
        if visitor.may("FIGURES", channel.region):
            found.append((f"channel:{name}", hand_form.channel_name(words, config, name)))
    for each in sheet.publications[:_POSTS]:
        if visitor.may("FIGURES", each.region):
            title = f"{each.post}, {hand_form.channel_name(words, config, each.channel)}"
            found.append((f"post:{each.id}", title))
    return found


def _key(about: About) -> str:
    if about.publication:
        return f"post:{about.publication}"
    return f"channel:{about.channel}" if about.channel else "campaign"


def _about(key: str, week: Week) -> About | None:
    kind, _, name = key.partition(":")
    if kind == "campaign":
        return About(week=str(week))
    if kind == "channel" and name:
        return About(channel=name[:200], week=str(week))
    if kind == "post" and name.isascii() and name.isdigit() and 0 < len(name) < 16:
        return About(publication=int(name)) if int(name) else None
    return None
