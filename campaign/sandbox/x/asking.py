"""The query parameters of a request to X, each of them known and checked."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from fastapi import Request

from campaign.sandbox.clock import read_moment
from campaign.sandbox.x.problems import invalid
from campaign.sandbox.x.shapes import EXPANSIONS, MEDIA_FIELDS, POST_FIELDS, USER_FIELDS

_FIELDS: Mapping[str, Collection[str]] = {
    "tweet.fields": POST_FIELDS,
    "post.fields": {each.replace("_tweet", "_post") for each in POST_FIELDS},
    "user.fields": USER_FIELDS,
    "media.fields": MEDIA_FIELDS,
    "poll.fields": (),
    "place.fields": (),
    "expansions": (*EXPANSIONS, *(each.replace("_tweet", "_post") for each in EXPANSIONS)),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """The parameters of one request."""

    values: Mapping[str, str]

    @property
    def new(self) -> bool:
        """True for a client that uses the names of the description 2.167."""
        return "post.fields" in self.values

    def fields(self, kind: str) -> frozenset[str]:
        """The fields asked for of "post" or "user", by their older names."""
        names = ("tweet.fields", "post.fields") if kind == "post" else (f"{kind}.fields",)
        fields = (each for name in names for each in self.values.get(name, "").split(","))
        return frozenset(each.replace("_post", "_tweet") for each in fields if each)

    @property
    def expansions(self) -> frozenset[str]:
        """What is to stand beside the posts, by the older names."""
        asked = self.values.get("expansions", "").split(",")
        return frozenset(each.replace("_post", "_tweet") for each in asked if each)

    def number(self, name: str, least: int, most: int, otherwise: int) -> int:
        """A whole number within bounds. Raises Refusal."""
        value = self.values.get(name)
        if value is None:
            return otherwise
        if not (value.isascii() and value.isdigit()) or not least <= int(value) <= most:
            raise invalid(
                f"The `{name}` query parameter value [{value}] is not between {least} and {most}"
            )
        return int(value)

    def moment(self, name: str) -> datetime | None:
        """An instant (UTC). Raises Refusal."""
        value = self.values.get(name)
        try:
            return None if value is None else read_moment(value)
        except ValueError:
            raise invalid(
                f"Invalid '{name}':'{value}'. '{name}' must be a valid RFC 3339 timestamp"
            ) from None


def asked(request: Request, *names: str) -> Asked:
    """The parameters, all of which are known: these `names` and the fields. Raises Refusal."""
    values = dict(request.query_params)
    known = (*names, *_FIELDS)
    for name, value in values.items():
        if name not in known:
            listed = ",".join(known)
            raise invalid(f"The query parameter [{name}] is not one of [{listed}]")
        for each in value.split(",") if name in _FIELDS else ():
            # No post here has a poll or a place: there is nothing to show of them.
            if name not in ("poll.fields", "place.fields") and each not in _FIELDS[name]:
                raise invalid(f"The `{name}` query parameter value [{each}] is not known here")
    return Asked(values)
