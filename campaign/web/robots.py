"""Whether a request for a link comes from a person: the rule, and nothing that is kept of anybody.

A click is left out when

1. it is no GET, or the browser says that it only loads ahead (`Sec-Purpose`, `Purpose`, `X-Moz`);
2. it names no program (`User-Agent`), or one whose name holds one of the words below: search
   engines, messengers, monitors, and libraries of programs; each network tells in its facts by
   what name it looks up links;
3. it does not ask for a page (`Accept` without `text/html` and without `*/*`);
4. its program calls itself a browser, but it does not say how it came to ask (`Sec-Fetch-Mode`),
   which every browser does on https since 2023.

Who asked (an address, a cookie) plays no part in it and is written down nowhere. A robot that
behaves like a browser in all of this is counted as a person; a person whose browser hides its name
is not. The report says how many requests were left out.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from campaign.platforms.registry import FACTS

#: Parts of the names of programs that are no person's browser, in small letters.
WORDS: Final = (
    *("bot", "crawl", "spider", "slurp", "preview", "scrap", "fetch", "monitor", "uptime"),
    *("whatsapp", "embedly", "skypeuripreview", "iframely", "vkshare", "pinterest/0."),
    *("slack-imgproxy", "msteams", "microsoft office", "outlook-", "google-read-aloud"),
    *("google-inspectiontool", "feedfetcher", "feedly", "lighthouse", "headless", "phantom"),
    *("python", "curl/", "wget", "httpie", "go-http-client", "okhttp", "java/", "libwww", "perl"),
    *("ruby", "node-fetch", "axios", "guzzle", "php/", "postman", "http-client", "httpx", "scan"),
)
_PREVIEWERS: Final = (word for facts in FACTS.values() for word in facts.previewers)
_WORD: Final = re.compile("|".join(re.escape(word) for word in (*WORDS, *_PREVIEWERS)))
_AHEAD: Final = ("sec-purpose", "purpose", "x-moz", "x-purpose")


def is_robot(method: str, headers: Mapping[str, str], *, https: bool) -> bool:
    """Whether a request is left out of the clicks; names of headers are in small letters."""
    if method != "GET" or any(
        word in headers.get(name, "").casefold()
        for name in _AHEAD
        for word in ("prefetch", "preview", "prerender")
    ):
        return True
    agent = headers.get("user-agent", "").casefold()
    if not agent.strip() or _WORD.search(agent):
        return True
    accepted = headers.get("accept", "*/*").casefold()
    if "text/html" not in accepted and "*/*" not in accepted:
        return True
    return https and agent.startswith("mozilla/") and "sec-fetch-mode" not in headers
