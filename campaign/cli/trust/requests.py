"""What waits for a yes, as a command shows it: by its words, and not by its number."""

from __future__ import annotations

from collections.abc import Sequence

from campaign.bootstrap import Workspace
from campaign.cli.context import zone_of
from campaign.cli.terminal import say, wall
from campaign.plan.rewording import in_words
from campaign.usecases.trust.approve import Refusal
from campaign.usecases.trust.requests import Request

_SHOWN = 20  # requests that a person reads at once
_WORDS = 72  # characters of a text: enough to know it by


def listed(some: Sequence[Request], opened: Workspace, *, verbose: bool) -> None:
    """What is asked, the channels of a region that read the same language together.

    Three lines each: which, its first words or what changed, and who is asked until when.
    """
    alike: dict[object, list[Request]] = {}
    for each in some:
        p = each.publication
        which = (p.post, p.occurrence, p.region, p.language, each.at)
        state = (each.asked, each.held, each.draft, each.yours)
        alike.setdefault((which, state, tuple(c.what for c in each.changes)), []).append(each)
    groups = list(alike.values())
    for group in groups if verbose else groups[:_SHOWN]:
        _, *lines = _lines(group[0], opened)
        p = group[0].publication
        at = wall(group[0].at, zone_of(p.channel, opened))
        channels = ", ".join(each.publication.channel for each in group)
        say(f"{p.post}, {p.region}, {p.language}, {at}: {channels}", *lines)
    left = sum(map(len, groups[_SHOWN:]))
    if left and not verbose:
        say(f"… and {left} more: --verbose lists them")


def shown(each: Request, opened: Workspace) -> None:
    """Everything of one: the old and the new of what changed, else all its words."""
    say(*_lines(each, opened)[:1])
    if each.before is not None:
        for changed in each.changes:
            old, new = in_words(changed)
            say(f"    {changed.what}:")
            say(*(f"      {sign} {words}" for sign, words in (("-", old), ("+", new)) if words))
    else:
        for text in each.variant.texts:
            say(*(f"    {line}" for line in text.splitlines()))
        for number, media in enumerate(each.variant.media, start=1):
            say(f"    picture {number}: {media.alt or 'no alt text'}")
        if each.variant.link:
            say(f"    link: {each.variant.link}")
    _frames(each)
    for yes in each.yeses:
        say(f"    yes of {yes.name} ({yes.step}){f': {yes.note}' if yes.note else ''}")
    for remark in each.remarks:
        what = "asks for a change" if remark.holds else "said"
        say(f"    {remark.who} {what}: {' '.join(remark.words.split())}")
    say(f"    {_asked(each, opened)}")


def _frames(each: Request) -> None:
    """Which frame it is in, and what other channels read in the other one."""
    if each.variant.frame:
        say(f"    frame: {each.variant.frame}")
    if each.other is not None:
        other = each.other
        say(f"    in the frame {other.frame} others read ({other.channel}, {other.language}):")
        say(*(f"      {line}" for line in other.text.splitlines()))


def plain_request(each: Request, opened: Workspace) -> dict[str, object]:
    """All that a page about one needs, for machines."""
    p, variant = each.publication, each.variant
    return {
        "id": p.id,
        "post": p.post,
        "occurrence": p.occurrence,
        "channel": p.channel,
        "platform": p.platform,
        "region": p.region,
        "language": p.language,
        "at": each.at,
        "zone": zone_of(p.channel, opened).key,
        "until": each.until,
        "late": each.late,
        "draft": each.draft,
        "variant": p.variant_hash,
        "headline": variant.headline,
        "texts": variant.texts,
        "commented": variant.commented,
        "link": variant.link,
        "frame": variant.frame,
        "other_frame": each.other._asdict() if each.other else None,
        "pictures": variant.media,
        "machine": variant.machine,
        "approved_before": None
        if each.before is None
        else {
            "at": each.before_at,
            "headline": each.before.headline,
            "texts": each.before.texts,
            "link": each.before.link,
            "pictures": each.before.media,
        },
        "changes": each.changes,
        "steps": each.steps,
        "done": each.done,
        "yeses": each.yeses,
        "asked": each.asked,
        "held": each.held,
        "remarks": each.remarks,
        "yours": each.yours,
        "why_not": each.why_not,
    }


def stands(refused: Sequence[Refusal]) -> None:
    """Why a yes gave nothing, and for how many."""
    by_reason: dict[str, list[str]] = {}
    for each in refused:
        name = f"{each.publication.post} on {each.publication.channel}"
        by_reason.setdefault(each.why, []).append(name)
    for why, names in by_reason.items():
        more = f" and {len(names) - 1} more" if len(names) > 1 else ""
        say(f"{len(names)} not approved, because {why}: {names[0]}{more}.")


def _lines(each: Request, opened: Workspace) -> list[str]:
    p = each.publication
    at = wall(each.at, zone_of(p.channel, opened))
    head = f"{p.post} on {p.channel}, {p.language}, {at}"
    return [head, f"    {_words(each)}", f"    {_asked(each, opened)}"]


def _words(each: Request) -> str:
    """What changed since the last yes; of something new, its headline and how it begins."""
    if each.before is not None and each.changes:
        _, new = in_words(each.changes[0])
        what = ", ".join(change.what for change in each.changes)
        return _short(f"changed: {what}. Now: {new}")
    texts = " ".join(each.variant.text.split())
    headline = each.variant.headline
    if headline and not texts.startswith(headline):
        return _short(f"{headline} – {texts}")
    return _short(texts or headline)


def _asked(each: Request, opened: Workspace) -> str:
    until = wall(each.until, zone_of(each.publication.channel, opened))
    late = "should have been approved by" if each.late else "to approve until"
    told = [f"{late} {until}", each.held or each.asked]
    if each.draft:
        told.append("a draft that no native reader has read")
    if each.yours:
        told.append("your yes is asked")
    return "; ".join(words for words in told if words)


def _short(text: str) -> str:
    return text if len(text) <= _WORDS else f"{text[: _WORDS - 1].rstrip()}…"
