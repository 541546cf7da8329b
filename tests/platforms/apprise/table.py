"""Sends to every service that Apprise knows, through our own door, and looks at what leaves.

`python -m tests.platforms.apprise.table` prints the rows as JSON. It needs a process of its own,
because it replaces the transports of all plugins (`recorder.py`). Nothing reaches a network.
"""

from __future__ import annotations

import base64
import html
import io
import json
import subprocess
import sys
import tomllib
import warnings
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import apprise
from PIL import Image

from campaign.platforms.apprise.facts import FORMATS
from campaign.platforms.apprise.formats import UNDONE
from campaign.platforms.apprise.services import Attachment, Services
from campaign.platforms.apprise.wholeness import HARD_LINK, undone
from tests.platforms.apprise.recorder import Recorder

ADDRESSES: Final = Path(__file__).with_name("addresses.toml")
ROOT: Final = Path(__file__).parents[3]

WORDS: Final = (
    "Three days, one_table_two * 3 stars and 5 * 4.",
    "R&D costs < 5 & more > 2 [all] (here) #3 ~50!",
)
TITLE: Final = "A-head_line"
TEXT: Final = "\n".join((*WORDS, HARD_LINK, "#EUBelong #Learning_Labs"))
WHOLE: Final = "whole"


@dataclass(frozen=True, slots=True)
class Row:
    """What becomes of a post at one service; each outcome by how the text is written.

    An outcome is `WHOLE`, or why the channel is refused, or it begins with "DAMAGED". `as_it_is`
    says that a plain text is handed over as it stands. `seen` says how it is known: by what left
    ("recorded"), or by what Apprise hands to the plugin ("handed").
    """

    service: str
    schemes: tuple[str, ...]
    outcomes: dict[str, str]
    as_it_is: bool
    pictures: str
    longest: int
    seen: str


@cache
def rows() -> tuple[Row, ...]:
    """All rows, made anew in a process of their own, once in each process that asks."""
    made = subprocess.run(
        [sys.executable, "-m", "tests.platforms.apprise.table"],
        check=True,
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    return tuple(
        Row(**each | {"schemes": tuple(each["schemes"])}) for each in json.loads(made.stdout)
    )


@cache
def listed() -> dict[str, dict[str, str]]:
    """What `addresses.toml` says: addresses by service, and why some cannot be recorded."""
    return tomllib.loads(ADDRESSES.read_text(encoding="utf-8"))


def known() -> dict[str, tuple[str, ...]]:
    """Every service that the installed Apprise knows, by name, and the schemes of its addresses."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        details: Any = apprise.Apprise().details(show_disabled=True)
    return {
        str(each["service_name"]): tuple(
            sorted({*(each["protocols"] or ()), *(each["secure_protocols"] or ())})
        )
        for each in details["schemas"]
    }


def _row(
    recorder: Recorder, service: str, address: str, schemes: tuple[str, ...], seen: str
) -> Row:
    services = Services(address)
    services._services[0][0].request_rate_per_sec = 0
    outcomes = {}
    for written in FORMATS:
        outcomes[written] = services.unfit(written) or _outcome(recorder, services, written, seen)
    lacking = services.without_pictures
    pictures = "no" if lacking else "yes" if seen == "handed" else _picture(recorder, services)
    return Row(
        service,
        schemes,
        {written: outcome.removeprefix(f"{service}: ") for written, outcome in outcomes.items()},
        services._declared(0, "text") is None,
        pictures,
        int(services._services[0][0].body_maxlen),
        seen,
    )


def _outcome(recorder: Recorder, services: Services, written: str, seen: str) -> str:
    text = TEXT
    if written == "html":
        text = "<br />\n".join(html.escape(line, quote=False) for line in TEXT.split("\n"))
    if services._services[0][0].body_max_line_count:
        return services.objection(TITLE, text, written)
    found = services._handed(0, TITLE, text, written)
    what = UNDONE.get((services.names[0], found[0].markup), "")
    texts = [each.text for each in found]
    if seen == "recorded":
        recorder.clear()
        services.send(TITLE, text, (), written)
        texts = recorder.texts
    decoded = [undone(each, "entities" if found[0].markup == "html" else what) for each in texts]
    missing = [each for each in (HARD_LINK, *WORDS) if not any(each in one for one in decoded)]
    return f"DAMAGED: {missing}; {texts}" if missing else WHOLE


def _picture(recorder: Recorder, services: Services) -> str:
    made = io.BytesIO()
    Image.effect_noise((24, 24), 50).save(made, "PNG")
    data = made.getvalue()
    recorder.clear()
    services.send(TITLE, "Three days.", [Attachment("1.png", "image/png", data)])
    coded = base64.b64encode(data)
    left = [each.replace(b"\\n", b"") for each in recorder.bodies]
    if any(data in each or coded in each or _quoted(coded) in each for each in left):
        return "yes"
    return "DROPPED"


def _quoted(coded: bytes) -> bytes:
    return coded.replace(b"+", b"%2B").replace(b"/", b"%2F").replace(b"=", b"%3D")


def _made() -> list[dict[str, object]]:
    recorder = Recorder()
    schemes = known()
    recorder.start()
    return [
        asdict(_row(recorder, service, address, schemes[service], seen))
        for seen in ("recorded", "handed")
        for service, address in listed()[seen].items()
    ]


if __name__ == "__main__":
    sys.stdout.write(json.dumps(_made()))
