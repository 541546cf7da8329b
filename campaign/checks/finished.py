"""Variants as they would go out: complete, and with nothing of their making left in them."""

from __future__ import annotations

from collections.abc import Iterator

from campaign.checks.desk import Desk
from campaign.checks.page import Page
from campaign.model import Finding, Planned, Severity


def text_empty(planned: Planned, page: Page, desk: Desk) -> Iterator[Finding]:
    """A post that says nothing is a mistake, even with a picture."""
    variant, post = planned.variant, page.post
    own = post.overrides.get((variant.platform, variant.language))
    copy = post.copy.get(variant.language)
    if not (own if own is not None else copy.text if copy else "").strip():
        yield Finding(
            "text-empty",
            Severity.BLOCK,
            page.post.at(f"copy.{variant.language}.text"),
            f"the text in {variant.language} is empty",
            "write it, or leave the language out",
            variant.post,
            "",
            variant.language,
        )


def braces_left(planned: Planned, page: Page, desk: Desk) -> Iterator[Finding]:
    """What still has braces in it was meant to be filled in."""
    variant = planned.variant
    copy = page.post.copy.get(variant.language)
    said = {"text": variant.text, "headline": variant.headline, "alt": variant.alt}
    # A first comment that is the link alone stands under no key, and holds no placeholder.
    keys = [key for key, _ in copy.following] if copy else []
    for name, words in (*said.items(), *zip(keys, variant.texts[1:], strict=False)):
        if "{{" in words or "}}" in words or "{%" in words:
            yield Finding(
                "braces-left",
                Severity.BLOCK,
                page.post.at(f"copy.{variant.language}.{name}"),
                f"the {name} would go out with braces in it",
                "mend the placeholder: {{ fact.F01 }}",
                variant.post,
                variant.channel,
                variant.language,
            )
