"""Checks of alt texts: each picture has one, and it describes the picture."""

from __future__ import annotations

from collections.abc import Iterator

from campaign.checks.context import Desk
from campaign.checks.page import Page
from campaign.model import Finding, Severity

_ENDINGS = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".mp4")


def alt_missing(page: Page, desk: Desk) -> Iterator[Finding]:
    """A reader who cannot see a picture needs its alt text (WCAG 2.1, 1.1.1)."""
    pictures = page.post.pictures
    for language, copy in page.post.copy.items():
        for number, name in enumerate(pictures):
            key, words = copy.alts[number] if number < len(copy.alts) else (f"alt.{number}", "")
            if words.strip():
                continue
            yield page.finding(
                "alt-missing",
                Severity.BLOCK,
                f"copy.{language}.{key}",
                f"{name if len(pictures) > 1 else 'the picture'} has no alt text in {language}",
                "say in one or two sentences what can be seen, and repeat the words on it",
                language,
            )


def alt_length(page: Page, desk: Desk) -> Iterator[Finding]:
    """A very short alt text describes nothing; a very long one takes too long to listen to."""
    least, most = desk.rules.alt_least, desk.rules.alt_most
    for passage in page.of("alt"):
        length = len(passage.source.strip())
        if length < least:
            message, remedy = (
                f"only {length} character{'' if length == 1 else 's'}",
                "say more of what can be seen",
            )
        elif length > most:
            message, remedy = f"{length} characters", f"keep it under {most}"
        else:
            continue
        severity = Severity.WARN if length < least else Severity.INFO
        yield page.finding(
            "alt-length",
            severity,
            passage.path,
            f"the alt text in {passage.language} has {message}",
            remedy,
            passage.language,
        )


def alt_repeats(page: Page, desk: Desk) -> Iterator[Finding]:
    """An alt text describes nothing when it repeats the post, another alt text or a file name."""
    for language, copy in page.post.copy.items():
        written = (copy.headline, *(words for _, words in copy.texts))
        known = {" ".join(words.split()).casefold() for words in written}
        for key, words in copy.alts:
            alt = " ".join(words.split()).casefold()
            if alt and (alt in known or alt.endswith(_ENDINGS)):
                yield page.finding(
                    "alt-repeats",
                    Severity.WARN,
                    f"copy.{language}.{key}",
                    f"the alt text in {language} describes nothing: "
                    "it repeats what is there already",
                    "describe the picture",
                    language,
                )
            known.add(alt)
