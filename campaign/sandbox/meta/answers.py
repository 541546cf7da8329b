"""How Meta's networks answer alike: refusals, lists with cursors, figures, times.

https://developers.facebook.com/docs/graph-api/guides/error-handling/
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from campaign.sandbox.ledger import Entry
from campaign.sandbox.wire import Refusal


def refuse(
    message: str,
    code: int,
    subcode: int | None = None,
    *,
    status: int = 400,
    kind: str = "OAuthException",
    says: tuple[str, str] = ("", ""),
    transient: bool = False,
) -> Refusal:
    """A refusal with the Graph API's body; `says` is a title and a sentence for people."""
    error: dict[str, Any] = {"message": message, "type": kind, "code": code}
    if subcode is not None:
        error |= {"error_subcode": subcode, "is_transient": transient}
    if all(says):
        error |= {"error_user_title": says[0], "error_user_msg": says[1]}
    return Refusal(status, {"error": {**error, "fbtrace_id": "Asandbox"}})


def no_token(message: str) -> Refusal:
    """A refusal of Instagram's and Threads' token endpoints, which is not the Graph API's."""
    return Refusal(400, {"error_type": "OAuthException", "code": 400, "error_message": message})


def paged(
    entries: Sequence[Entry], after: str, size: int, show: Callable[[Entry], dict[str, Any]]
) -> dict[str, Any]:
    """The entries behind a cursor with the cursors to their neighbours. Raises Refusal."""
    ids = [each.remote_id for each in entries]
    if after and after not in ids:
        raise refuse("(#100) Invalid cursors values", 100)
    start = ids.index(after) + 1 if after else 0
    page = entries[start : start + size]
    shape: dict[str, Any] = {"data": [show(each) for each in page]}
    if page:
        cursors = {"before": page[0].remote_id, "after": page[-1].remote_id}
        shape["paging"] = {"cursors": cursors}
    return shape


def insights(
    id: str, names: Iterable[str], figures: Mapping[str, int], described: Callable[[str], str]
) -> dict[str, Any]:
    """The named figures of a post; `described` gives the sentence that explains each."""
    data = [
        {
            "name": name,
            "period": "lifetime",
            "values": [{"value": figures[name]}],
            "title": name.replace("_", " ").capitalize(),
            "description": described(name),
            "id": f"{id}/insights/{name}/lifetime",
        }
        for name in names
    ]
    return {"data": data}


def stamp(moment: datetime) -> str:
    """A time as Meta writes it: whole seconds, and its offset without a colon."""
    return moment.strftime("%Y-%m-%dT%H:%M:%S+0000")
