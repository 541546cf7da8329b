"""Checks of finished variants: they have words, and no placeholder is left in them."""

from __future__ import annotations

from collections.abc import Iterator

import regex

from campaign.checks.context import Desk
from campaign.checks.invisible_characters import seen
from campaign.checks.page import Page
from campaign.model import Finding, Planned, Severity

# `{region}` goes out as it stands: a placeholder has two braces on each side.
_BRACES = regex.compile(r"\{\{|\}\}|\{%|\{\s*+(?:fact\.\w++|region|link)\s*+\}")


def text_empty(planned: Planned, page: Page, desk: Desk) -> Iterator[Finding]:
    """A post needs words that a reader can see, even when it has a picture.

    Invisible characters are no words. Other checks report a headline, a part or an alt text that
    is missing altogether.
    """
    variant, post = planned.variant, page.post.in_frame(planned.variant.frame)
    copy = post.copy.get(variant.language)
    own = post.overrides.get((variant.platform, variant.language))
    key = f"copy.{variant.language}"
    path = f"{key}.text" if own is None else f"overrides.{variant.platform}.{variant.language}.text"
    passages = [(path, "text", (copy.text if copy else "") if own is None else own)]
    if copy:
        further = [("headline", copy.headline), *copy.following]
        further += copy.alts if page.pictured else ()
        passages += [(f"{key}.{name}", name, words) for name, words in further if words.strip()]
    for place, name, words in passages:
        if not seen(words):
            invisible = ": it holds invisible characters alone" if words.strip() else ""
            yield Finding(
                "text-empty",
                Severity.BLOCK,
                post.at(place),
                f"the {name} in {variant.language} is empty{invisible}",
                "write it, or leave the language out",
                variant.post,
                "",
                variant.language,
            )


def braces_left(planned: Planned, page: Page, desk: Desk) -> Iterator[Finding]:
    """Braces in a finished text come from a placeholder that was written wrongly."""
    variant, post = planned.variant, page.post.in_frame(planned.variant.frame)
    copy = post.copy.get(variant.language)
    passages = [("text", variant.text), ("headline", variant.headline)]
    passages += zip([key for key, _ in copy.alts] if copy else ["alt"], variant.alts, strict=False)
    # A first comment with nothing but the link has no key in the file, and no placeholder.
    keys = [key for key, _ in copy.following] if copy else []
    for name, words in (*passages, *zip(keys, variant.texts[1:], strict=False)):
        if ("{" in words or "}}" in words) and _BRACES.search(words):
            yield Finding(
                "braces-left",
                Severity.BLOCK,
                post.at(f"copy.{variant.language}.{name}"),
                f"the {name} would go out with braces in it",
                "mend the placeholder: {{ fact.F01 }}",
                variant.post,
                variant.channel,
                variant.language,
            )
