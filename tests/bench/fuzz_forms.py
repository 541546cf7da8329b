"""Send every form and every page of the desk hostile fields, files and encodings; none may break.

    python -m tests.bench.fuzz_forms --seconds 300

The routes are those that the application has; the fields are those that its templates name, and
others. An answer with 5xx, but 503 with words, is a failure; so is one that tells a traceback, one
of a type that no page has, and one that leads away from the desk.
"""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from time import monotonic
from typing import Any, Final
from urllib.parse import quote

import requests
from fastapi.routing import APIRoute

from campaign.web.app import PAGES
from campaign.web.visitor import CSRF
from tests.web.stage import Stage, Visit, staged

_TEMPLATES: Final = Path(__file__).parents[2] / "campaign" / "web" / "templates"
_NAME = re.compile(r"""name="([\w.-]+)"|parts\.field\("([\w.-]+)\"""")
_PARAMETER = re.compile(r"\{(\w+)(?::\w+)?\}")
#: Signing out, and taking the own role away, would end the run.
_LEFT_OUT: Final = ("/sign-out",)

#: What a field may hold that nobody expects.
HOSTILE: Final = (
    "",
    " ",
    "0",
    "-1",
    "1e400",
    str(2**63),
    "9" * 5000,
    "NaN",
    "true",
    "x" * 100_000,
    "\u202e\u200b\ufeff",
    "a\u0000b",
    "\ud7ff\ue000\U0010ffff",
    "e\u0301" * 1000,
    "👩‍👩‍👧‍👦" * 200,
    "<script>alert(1)</script>",
    '"><svg onload=alert(1)>',
    "{{ 7*7 }}{% raw %}",
    "{{ cycler.__init__.__globals__ }}",
    "%s%n%(name)s%",
    "'; DROP TABLE publications; --",
    "../../../etc/passwd",
    "..\\..\\config.toml",
    "C:\\con",
    "http://127.0.0.1:9/",
    "javascript:alert(1)",
    "data:text/html,x",
    "\r\nSet-Cookie: a=b",
    "2026-02-30",
    "0000-00-00",
    "9999-12-31 23:59",
    "2026-03-29 02:30",
    "25:61",
    "week 99 Someday",
    "*/*",
    "-all",
    "all",
    "[unclosed",
    "- a\n- b: [c",
    "!!python/object/apply:os.system [id]",
    "&a [*a,*a]",
    "١٢٣",
    "1.234,5",
    "½",
    "İıßﬁ",
)
#: Bodies that are no form, with the type under which they come.
BODIES: Final[tuple[tuple[str, bytes], ...]] = (
    ("application/x-www-form-urlencoded", b""),
    ("application/x-www-form-urlencoded", b"&&&===&a=&=b&%zz=%"),
    ("application/x-www-form-urlencoded", b"a=%ff%fe%00&\xff\xfe=\x80"),
    ("application/x-www-form-urlencoded; charset=utf-7", b"a=+ADw-script+AD4-"),
    ("application/x-www-form-urlencoded", b"&".join(b"f%d=x" % n for n in range(5000))),
    ("application/json", b'{"csrf": "x"}'),
    ("application/json", b"[" * 50_000),
    ("text/xml", b"<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>"),
    ("multipart/form-data", b"no boundary"),
    ("multipart/form-data; boundary=x", b"--x\r\n\r\n"),
    ("multipart/form-data; boundary=x", b'--x\r\nContent-Disposition: form-data; name="a"\r\n'),
    ("multipart/form-data; boundary=x", b"--x--\r\n"),
    ("multipart/form-data; boundary=" + "x" * 300, b"--" + b"x" * 300 + b"\r\n\r\n"),
    ("", b"\x00\x01\x02"),
)
#: Files that are none of what they say, with their names.
FILES: Final[tuple[tuple[str, bytes, str], ...]] = (
    ("", b"", "application/octet-stream"),
    ("a.png", b"", "image/png"),
    ("a.png", b"\x89PNG\r\n\x1a\n" + b"\x00" * 50, "image/png"),
    ("a.png", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\xff\xff\xff\xff\xff\xff\xff\xff", "image/png"),
    ("a.jpg", b"\xff\xd8\xff\xe0" + b"\xff" * 5000, "image/jpeg"),
    ("a.gif", b"GIF89a\xff\xff\xff\xff\x00\x00\x00", "image/gif"),
    ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "image/svg+xml"),
    ("a.xlsx", b"PK\x03\x04" + b"\x00" * 100, "application/vnd.ms-excel"),
    (
        "a.xlf",
        b"<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><xliff>&a;</xliff>",
        "text/xml",
    ),
    ("a.csv", b"\xff\xfe=cmd|' /C calc'!A0,\x00", "text/csv"),
    ("../../config.toml", b"x = 1", "text/plain"),
    ("a\r\nX: y.png", b"x", "image/png"),
    ("ü" * 300 + ".png", b"x", "image/png"),
    ("con.yaml", b"- &a [*a]", "application/yaml"),
)


#: What the desk's pages answer with.
TYPES: Final = frozenset(
    {
        *("text/html", "text/plain", "application/json", "application/problem+json"),
        *("image/png", "image/jpeg", "image/webp", "image/svg+xml", "text/csv", "application/pdf"),
    }
)


@dataclass
class Found:
    """How many requests went to how many routes, and which of them broke something."""

    requests: int = 0
    routes: int = 0
    answers: dict[int, int] = field(default_factory=dict)
    failures: list[str] = field(default_factory=list)


def routes_of() -> list[tuple[str, str]]:
    """Every method and path that the desk's pages have."""
    return [
        (method, route.path)
        for page in PAGES
        for route in page.pages.routes
        if isinstance(route, APIRoute) and route.path not in _LEFT_OUT
        for method in sorted(route.methods or ())
    ]


def fields() -> list[str]:
    """Every name of a field in the desk's templates, and some that no form has."""
    names = {a or b for path in _TEMPLATES.glob("*.j2") for a, b in _NAME.findall(path.read_text())}
    others = {"__proto__", "csrf[]", "a.b.c", "copy.en.text", "copy.xx.text", "id", "x" * 500, ""}
    return sorted((names | others) - {CSRF})


def known(stage: Stage) -> dict[str, list[str]]:
    """What parameters of paths may really be, beside what is hostile."""
    regions = list(stage.opened.config.regions)
    posts = [path.stem for path in (stage.folder / "content" / "calendar").glob("*.yaml")]
    return {
        "id": [*posts, "ada", "edgar"],
        "post": posts,
        "number": ["1", "2"],
        "publication": ["1", "2"],
        "region": regions,
        "language": ["en", "ca"],
        "lang": ["en", "ca"],
        "week": ["2026-W50"],
        "channel": list(stage.opened.config.channels)[:3],
    }


class Attack:
    """One run against one desk, with a seed that repeats it."""

    def __init__(self, stage: Stage, seed: int, found: Found) -> None:
        self.stage, self.found = stage, found
        self.random = Random(seed)
        self.fields, self.known = fields(), known(stage)
        self.people = {id: stage.visit(id) for id in ("ada", "olga", "edgar")}
        self.tokens = {id: visit.token("/") for id, visit in self.people.items()}

    def round(self, routes: list[tuple[str, str]], until: float) -> Iterator[None]:
        """One request to each route, until the time is over."""
        for method, path in routes:
            if monotonic() > until:
                return
            self.one(method, path)
            yield

    def one(self, method: str, path: str) -> None:
        """One hostile request."""
        id = self.random.choice(list(self.people))
        visit, address = self.people[id], self._address(path)
        headers = {"Origin": self.stage.url, "Sec-Fetch-Site": "same-origin"}
        if self.random.random() < 0.2:
            headers["X-Part"] = "dialog"
        other: dict[str, Any] = {}
        if method == "POST":
            other = self._body(self.tokens[id], headers)
        elif self.random.random() < 0.7:
            other = {"params": self._some()}
        try:
            answer = visit.http.request(
                method,
                address,
                headers=headers,
                timeout=60,
                allow_redirects=False,
                **other,
            )
        except (requests.exceptions.InvalidURL, requests.exceptions.InvalidHeader, UnicodeError):
            return  # it cannot even be sent
        except requests.exceptions.ConnectionError as error:
            # A server that says no to a body need not read it to its end.
            if "Broken pipe" not in str(error) and "reset" not in str(error):
                self.found.failures.append(f"{method} {address[:200]}: {error}")
            return
        self._judge(method, address, other, answer)
        if answer.status_code in (401, 403) or "sign-in" in answer.headers.get("location", ""):
            self._sign_in_again(id, visit)

    def _address(self, path: str) -> str:
        def value(match: re.Match[str]) -> str:
            good = self.known.get(match.group(1), ["1"])
            if self.random.random() < 0.6:
                return self.random.choice(good)
            hostile = self.random.choice(HOSTILE)[:300]
            return quote(hostile, safe="") or "%20"

        return self.stage.url + _PARAMETER.sub(value, path)

    def _some(self) -> dict[str, Any]:
        chosen = self.random.sample(self.fields, self.random.randint(0, 12))
        good = [each for some in self.known.values() for each in some]
        return {
            name: self.random.choice(good)
            if self.random.random() < 0.3
            else self.random.choice(HOSTILE)[:20_000]
            for name in chosen
        }

    def _body(self, token: str, headers: dict[str, str]) -> dict[str, Any]:
        kind = self.random.random()
        if kind < 0.15:
            type, body = self.random.choice(BODIES)
            headers |= {"X-CSRF": token, **({"Content-Type": type} if type else {})}
            return {"data": body}
        sent = {CSRF: token, **self._some()}
        if kind < 0.35:
            name, data, type = self.random.choice(FILES)
            names = ("file", "picture", "upload", self.random.choice(self.fields) or "x")
            return {"data": sent, "files": {self.random.choice(names): (name, data, type)}}
        if kind < 0.5:
            return {"data": [(name, v) for name, v in sent.items() for _ in range(3)]}
        return {"data": sent}

    def _judge(
        self, method: str, address: str, other: Mapping[str, Any], answer: requests.Response
    ) -> None:
        found, status = self.found, answer.status_code
        found.requests += 1
        found.answers[status] = found.answers.get(status, 0) + 1
        told = f"{method} {address[:300]} {str(other)[:700]}"
        if status >= 500 and not (status == 503 and answer.text):
            found.failures.append(f"{status}: {told}: {answer.text[:200]}")
        if "Traceback (most recent call last)" in answer.text:
            found.failures.append(f"a traceback: {told}")
        kind = answer.headers.get("content-type", "").partition(";")[0]
        if answer.content and kind not in TYPES:
            found.failures.append(f"of type {kind!r}: {told}")
        if answer.text.lstrip()[:9].casefold() == "<!doctype" and kind != "text/html":
            found.failures.append(f"a page of type {kind!r}: {told}")
        location = answer.headers.get("location", "/")
        if not location.startswith("/") or location.startswith(("//", "/\\")):
            found.failures.append(f"leads to {location[:100]!r}: {told}")

    def _sign_in_again(self, id: str, visit: Visit) -> None:
        """Whoever was signed out by a form, or disabled, comes back."""
        if visit.get("/", allow_redirects=False).status_code == 200:
            return
        self.people[id] = self.stage.visit(id)
        try:
            self.tokens[id] = self.people[id].token("/")
        except AssertionError:  # this one may do nothing any more
            del self.people[id], self.tokens[id]


def examined(stage: Stage, *, seconds: float, seed: int, found: Found | None = None) -> Found:
    """Send hostile requests to a stage's desk for some seconds, one at least to each route."""
    found = found or Found()
    routes = routes_of()
    found.routes = len(routes)
    attack = Attack(stage, seed, found)
    end = monotonic() + seconds
    for _ in attack.round(routes, float("inf")):
        pass
    while monotonic() < end and attack.people:
        attack.random.shuffle(routes)
        for _ in attack.round(routes, end):
            if not attack.people:
                break
    return found


def main() -> int:
    """Fuzz for the wanted time; 1 when something broke."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=300)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    found, left, seed = Found(), options.seconds, options.seed
    while left > 0:
        with (
            tempfile.TemporaryDirectory() as folder,
            staged(Path(folder) / "campaign", posts=("platforms-01",)) as stage,
        ):
            stage.plan()
            began = monotonic()
            examined(stage, seconds=min(left, 100), seed=seed, found=found)
            left -= monotonic() - began
        seed += 1
    answers = ", ".join(f"{status}: {count}" for status, count in sorted(found.answers.items()))
    sys.stdout.write(f"{found.requests} requests to {found.routes} routes ({answers})\n")
    sys.stdout.write("".join(f"\n{each}\n" for each in dict.fromkeys(found.failures)))
    return 1 if found.failures else 0


if __name__ == "__main__":
    sys.exit(main())
