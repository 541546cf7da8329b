"""The desk's own files: each under an address that changes with its content."""

from __future__ import annotations

import base64
import hashlib
import re
from functools import cache
from pathlib import Path
from typing import Final

from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

FOLDER: Final = Path(__file__).with_name("static")
_FOR_GOOD: Final = "public, max-age=31536000, immutable"
_STAMPED: Final = re.compile(r"^v-[0-9a-f]{12}/")


@cache
def address(name: str) -> str:
    """Where a file is served; the address holds the hash of all, so fonts and sheets agree."""
    if not (FOLDER / name).is_file():
        raise FileNotFoundError(name)
    return f"/static/v-{_all()}/{name}"


@cache
def integrity(name: str) -> str:
    """What the browser compares a script or a sheet with before it uses it."""
    digest = hashlib.sha384((FOLDER / name).read_bytes()).digest()
    return f"sha384-{base64.b64encode(digest).decode()}"


@cache
def _all() -> str:
    digest = hashlib.sha256()
    for file in sorted(FOLDER.rglob("*")):
        if file.is_file():
            digest.update(file.name.encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()[:12]


class DeskFiles(StaticFiles):
    """Serves the files; what was asked for by its stamped address is kept for good."""

    def __init__(self) -> None:
        super().__init__(directory=FOLDER)

    async def get_response(self, path: str, scope: Scope) -> Response:
        """The file, whatever stamp its address has."""
        plain = _STAMPED.sub("", path.replace("\\", "/"))
        answer = await super().get_response(plain, scope)
        answer.headers["Cache-Control"] = _FOR_GOOD if plain != path else "no-cache"
        return answer
