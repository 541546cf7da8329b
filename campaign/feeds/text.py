"""An entry's text as HTML."""

from __future__ import annotations

import re
from html import escape

from campaign.feeds.addresses import uri
from campaign.feeds.characters import clean
from campaign.feeds.entries import Entry, Picture

_APART = re.compile(r"\n[ \t]*\n\s*")


def html(entry: Entry) -> str:
    """An entry as HTML: its paragraphs, the page it leads to, its pictures, and where it is out.

    Each paragraph finds its direction from its own words, so that right-to-left text is shown
    correctly.
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
    return f'<a href="{escape(uri(url))}">{escape(clean(words))}</a>'


def _shown(picture: Picture) -> str:
    source, alt = escape(uri(picture.url)), escape(clean(picture.alt))
    if picture.mime.startswith("video/"):
        return f'<video src="{source}" aria-label="{alt}" controls="controls"></video>'
    return f'<img src="{source}" alt="{alt}"/>'
