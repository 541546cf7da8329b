"""Adds tracking parameters to a post's link, so that visits can be counted by channel."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from urllib.parse import parse_qsl, quote, unquote, urlsplit

import regex

from campaign.errors import RenderError

_NAME = regex.compile(r"\{\{\s*(\w+)\s*\}\}|\{\s*(\w+)\s*\}")


def tracked(link: str, utm: Mapping[str, str], context: Mapping[str, str]) -> str:
    """A link with the tracking parameters of `utm`, after its own query and before its fragment.

    The values of `utm` are templates over `context` ("{{ channel }}" or "{channel}"). An empty
    value is left out. A parameter that the link has already stays as it is. Raises RenderError for
    a name that `context` does not have.
    """
    if not link or not utm or not link.lower().startswith(("http://", "https://")):
        return link
    parts = urlsplit(link)
    present = {name for name, _ in parse_qsl(parts.query, keep_blank_values=True)}
    added = [
        f"{quote(name, safe='')}={quote(value, safe='')}"
        for name, template in utm.items()
        if name not in present and (value := _filled(template, context))
    ]
    query = "&".join(filter(None, [parts.query, *added]))
    return parts._replace(path=parts.path or "/", query=query).geturl()


def untracked(link: str, utm: Iterable[str]) -> str:
    """The link without these tracking parameters."""
    names, parts = set(utm), urlsplit(link)
    kept = [pair for pair in parts.query.split("&") if unquote(pair.partition("=")[0]) not in names]
    return parts._replace(query="&".join(filter(None, kept))).geturl()


def _filled(template: str, context: Mapping[str, str]) -> str:
    def value(match: regex.Match[str]) -> str:
        name = match[1] or match[2]
        if name in context:
            return context[name]
        near = get_close_matches(name, context, 1) or sorted(context)
        raise RenderError(
            f"link tracking names `{name}`, which is not known; did you mean `{near[0]}`?"
        )

    return _NAME.sub(value, template).strip() if "{" in template else template
