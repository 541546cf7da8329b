"""The pages that people look at: the wall, and the networks' consent pages."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import jinja2
from fastapi.responses import HTMLResponse

_POLICY = (
    "default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'; "
    "base-uri 'none'; frame-ancestors 'none'"
)


def render(
    template: str, facts: Mapping[str, object], status: int = 200, *, leaves: bool = False
) -> HTMLResponse:
    """A page from one of the templates; it runs no script and loads nothing from elsewhere.

    `leaves` is true when the form's answer leads to another site.
    """
    policy = _POLICY if leaves else f"{_POLICY}; form-action 'self'"
    headers = {"Content-Security-Policy": policy, "Referrer-Policy": "no-referrer"}
    html = _environment().get_template(template).render(facts)
    return HTMLResponse(html, status, headers=headers)


@cache
def _environment() -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).with_name("templates")),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
