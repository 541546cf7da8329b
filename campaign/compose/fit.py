"""Makes a text fit: a platform's template says what may be left out, and in which order.

The first comment of `content/templates/<platform>.txt.j2` declares the ladder::

    {# ladder: drop hashtags, drop optional, shorten text #}

`drop hashtags` leaves hashtags out one by one, the last one first. `drop <name>` leaves that part
out. `shorten text` leaves out whole sentences from the end, but never the only one. The link always
stays. When no rung helps, the text comes back too long, with the number of units too many.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import lru_cache

import regex

from campaign.compose.length import excess
from campaign.compose.render import mentions, render, tidy
from campaign.compose.sentences import sentences
from campaign.errors import Place, RenderError
from campaign.model import Limits

_LADDER = regex.compile(r"\s*\{#-?\s*ladder:(?P<steps>.*?)-?#\}", regex.DOTALL)
_RUNGS = ("drop hashtags", "drop optional", "shorten text")
_NO_RUNG = "none"
_NOWHERE = Place("")


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts that a platform's template puts together.

    `hashtags` have no "#". `context` holds further words that the template may use (`region`,
    `language` …).
    """

    text: str
    link: str = ""
    address: str = ""
    hashtags: tuple[str, ...] = ()
    optional: str = ""
    context: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Fitted:
    """A text for a network; `steps` say in words what was left out, `excess` what is too much."""

    text: str
    parts: Parts
    steps: tuple[str, ...] = ()
    excess: int = 0


def fit(
    template: str,
    parts: Parts,
    limits: Limits,
    place: Place = _NOWHERE,
    visible: Callable[[str], str] = str,
) -> Fitted:
    """The template's text for `parts`, fitted into `limits` rung by rung.

    `visible` gives the text as the network shows and counts it, because some networks hide part of
    a link. No sentence is ever cut: when `excess` is above 0, the text does not fit. Raises
    RenderError when the template cannot be used, also when it leaves out the post's text.
    """
    rungs = ladder(template, place)
    text = _rendered(template, parts, place)
    if not mentions(template, "text") or (parts.text.strip() and not text):
        raise RenderError(
            "the template leaves the post's text out; write `{{ text }}` where it belongs", place
        )
    over = excess(visible(text), limits)
    if not over:
        return Fitted(text, parts)
    taken: dict[str, str] = {}
    for rung in rungs:
        for smaller, step in _STEPS[rung](parts):
            parts, taken[rung] = smaller, step
            text = _rendered(template, parts, place)
            over = excess(visible(text), limits)
            if not over:
                return Fitted(text, parts, tuple(taken.values()))
    return Fitted(text, parts, tuple(taken.values()), over)


@lru_cache(maxsize=256)
def ladder(template: str, place: Place = _NOWHERE) -> tuple[str, ...]:
    """The rungs a template declares, in order; raises RenderError when it declares none."""
    match = _LADDER.match(template)
    if not match:
        raise RenderError(
            "the template does not say how a long text is fitted; begin it with "
            f"`{{# ladder: {', '.join(_RUNGS)} #}}` or `{{# ladder: {_NO_RUNG} #}}`",
            place,
        )
    steps = tuple(" ".join(step.split()) for step in match["steps"].split(","))
    if steps == (_NO_RUNG,):
        return ()
    for step in steps:
        if step not in _STEPS:
            near = get_close_matches(step, _STEPS, 1, 0.4) or _RUNGS
            raise RenderError(f"the ladder has no step `{step}`; did you mean `{near[0]}`?", place)
    return steps


def _rendered(template: str, parts: Parts, place: Place) -> str:
    return render(
        template,
        {
            **(parts.context or {}),
            "text": parts.text,
            "link": parts.link,
            "address": parts.address or parts.link,
            "hashtags": [f"#{tag}" for tag in parts.hashtags],
            "optional": parts.optional,
        },
        place,
    )


def _fewer_hashtags(parts: Parts) -> Iterator[tuple[Parts, str]]:
    for left in range(len(parts.hashtags) - 1, -1, -1):
        gone = " ".join(f"#{tag}" for tag in parts.hashtags[left:])
        yield replace(parts, hashtags=parts.hashtags[:left]), f"left out {gone}"


def _no_optional(parts: Parts) -> Iterator[tuple[Parts, str]]:
    if parts.optional:
        yield replace(parts, optional=""), f"left out the line “{parts.optional}”"


def _fewer_sentences(parts: Parts) -> Iterator[tuple[Parts, str]]:
    whole = sentences(parts.text)
    for left in range(len(whole) - 1, 0, -1):
        gone = "".join(whole[left:]).strip()
        yield replace(parts, text=tidy("".join(whole[:left]))), f"left out “{gone}”"


_STEPS = {
    "drop hashtags": _fewer_hashtags,
    "drop optional": _no_optional,
    "shorten text": _fewer_sentences,
}
