"""Words as feeds can hold them: without what XML forbids, and as HTML that readers understand."""

from __future__ import annotations

import re
from html import escape

from campaign.feeds.entries import Entry, Picture

# https://www.w3.org/TR/xml/#charsets: no other character may stand in a document, not even escaped.
_FORBIDDEN = re.compile(r"[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_APART = re.compile(r"\n[ \t]*\n\s*")


def clean(text: str) -> str:
    """The text with every line ended by \\n, and without characters that no document may hold."""
    return _FORBIDDEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def html(entry: Entry) -> str:
    """An entry as HTML: its paragraphs, the page it leads to, its pictures, where it is out.

    Each paragraph finds its direction from its own words, so that right-to-left is shown so.
    """
    about = clean(entry.about)
    text = clean(entry.text).strip()
    paragraphs = _APART.split(text) if text else []
    if about and about not in text:
        paragraphs.append(about)
    parts = [f'<p dir="auto">{_linked(paragraph, about)}</p>' for paragraph in paragraphs]
    parts += [f"<p>{_shown(picture)}</p>" for picture in entry.pictures]
    out = " · ".join(_anchor(link.url, link.network) for link in entry.links)
    parts += [f"<p>{out}</p>"] if out else []
    return f'<div lang="{escape(clean(entry.language))}">{"".join(parts)}</div>'


def _linked(paragraph: str, about: str) -> str:
    pieces = paragraph.split(about) if about else [paragraph]
    between = _anchor(about, about) if about else ""
    return between.join(escape(piece).replace("\n", "<br/>") for piece in pieces)


def _anchor(url: str, words: str) -> str:
    return f'<a href="{escape(clean(url))}">{escape(clean(words))}</a>'


def _shown(picture: Picture) -> str:
    source, alt = escape(clean(picture.url)), escape(clean(picture.alt))
    if picture.mime.startswith("video/"):
        return f'<video src="{source}" aria-label="{alt}" controls="controls"></video>'
    return f'<img src="{source}" alt="{alt}"/>'
