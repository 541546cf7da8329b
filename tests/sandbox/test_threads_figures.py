"""Threads' fields and figures, by the names of Meta's own collection of requests."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import requests

from campaign.sandbox import SandboxServer
from tests.sandbox.threader import Threader
from tests.sandbox.visitors import move_clock, picture, read, refusal, shelved, start

LINK = "https://eu-belong.aer.eu/labs"


@pytest.fixture
def ana(box: SandboxServer) -> Threader:
    """Somebody on Threads."""
    return Threader(box.url)


@pytest.fixture
def variables(specs: Path) -> dict[str, str]:
    """The collection's own lists of fields and metrics."""
    told = json.loads((specs / "threads/threads-api.postman_collection.json").read_text())
    return {each["key"]: each["value"] for each in told["variable"]}


def later(ana: Threader) -> None:
    """Let a day and a half pass."""
    read(move_clock(ana.url, (start() + timedelta(hours=36)).isoformat()))


def figure(ana: Threader, metric: str, **more: Any) -> dict[str, Any]:
    """One figure of the account."""
    [told] = read(ana.get("/me/threads_insights", metric=metric, **more))["data"]
    found: dict[str, Any] = told
    return found


def test_every_field_of_metas_collection_may_be_asked_for(
    ana: Threader, variables: dict[str, str]
) -> None:
    """Of a post, a reply, the account, its quota and a container."""
    post = ana.post("Tres dies.")
    reply = ana.post("Una taula.", reply_to_id=post)
    container = read(ana.make("x"))["id"]
    for path, fields in [
        (f"/{post}", "fields_threads"),
        ("/me/threads", "fields_threads"),
        ("/me/mentions", "fields_threads"),
        (f"/{reply}", "fields_replies"),
        (f"/{post}/replies", "fields_replies"),
        (f"/{post}/conversation", "fields_replies"),
        ("/me", "fields_profile"),
        ("/me/threads_publishing_limit", "fields_quota"),
        (f"/{container}", "fields_container"),
    ]:
        assert read(ana.get(path, fields=variables[fields])), path
    assert refusal(ana.get(f"/{post}", fields="id,colour")) == (100, 0)


def test_every_metric_of_metas_collection_is_told(ana: Threader, variables: dict[str, str]) -> None:
    """Of a post and of the account, in one request as Meta sends it."""
    post = ana.post(f"Tres dies. {LINK}")
    later(ana)
    metrics = variables["metrics_post"]
    told = read(ana.get(f"/{post}/insights", metric=metrics))["data"]
    assert [each["name"] for each in told] == metrics.split(",")
    metrics = variables["metrics_account"]
    for kind in variables["follower_demographics_breakdown"].split(","):
        told = read(ana.get("/me/threads_insights", metric=metrics, breakdown=kind))["data"]
        assert [each["name"] for each in told] == metrics.split(",")
        [shares] = told[-1]["total_value"]["breakdowns"]
        assert shares["dimension_keys"] == [kind]
        assert sum(each["value"] for each in shares["results"]) == told[-2]["total_value"]["value"]


def test_clicks_are_told_by_link_and_of_the_account_alone(ana: Threader) -> None:
    """Every link of the span once, in the text or attached; of a post it is refused."""
    post = ana.post(f"Tres dies. {LINK}")
    ana.post("Una taula.", link_attachment="https://example.org/")
    ana.post("Sense enllaç.")
    later(ana)
    told = figure(ana, "clicks")["link_total_values"]
    assert [each["link_url"] for each in told] == [LINK, "https://example.org/"]
    assert all(isinstance(each["value"], int) for each in told)
    assert refusal(ana.get(f"/{post}/insights", metric="clicks")) == (100, 0)


def test_the_accounts_figures_are_those_of_its_posts_in_the_span(ana: Threader) -> None:
    """Likes as a total, views by day; before the first post there is nothing."""
    post = ana.post("Tres dies.")
    later(ana)
    [likes] = read(ana.get(f"/{post}/insights", metric="likes"))["data"]
    [views] = read(ana.get(f"/{post}/insights", metric="views"))["data"]
    assert figure(ana, "likes")["total_value"]["value"] == likes["values"][0]["value"] > 0
    [day] = figure(ana, "views")["values"]
    assert (day["value"], day["end_time"]) == (
        views["values"][0]["value"],
        "2026-12-02T08:00:00+0000",
    )
    before = int((start() - timedelta(days=1)).timestamp())
    early = {"since": before - 86_400, "until": before}
    assert figure(ana, "likes", **early)["total_value"]["value"] == 0
    assert figure(ana, "clicks", **early)["link_total_values"] == []


@pytest.mark.parametrize(
    "asked",
    [
        {"metric": "shares"},
        {"metric": ""},
        {"metric": "follower_demographics"},
        {"metric": "follower_demographics", "breakdown": "colour"},
        {"metric": "likes", "since": "yesterday"},
        {"metric": "likes", "since": "1900000000", "until": "1800000000"},
    ],
)
def test_what_threads_does_not_tell_is_refused(ana: Threader, asked: dict[str, str]) -> None:
    """Another's metric, a breakdown that there is not, a span that is none."""
    assert refusal(ana.get("/me/threads_insights", **asked)) == (100, 0)


def test_a_carousel_names_its_pictures_each_with_its_words(ana: Threader, media: Path) -> None:
    """Each has an id, under which its address and its description are told."""
    children = []
    for number, colour in enumerate(("navy", "gold")):
        path = shelved(media, picture(colour, (400, 300)))
        told = ana.picture(path, "", is_carousel_item="true", alt_text=f"Taula {number}")
        children.append(read(told)["id"])
        ana.status(children[-1])
    more = {"media_type": "CAROUSEL", "children": ",".join(children)}
    carousel = read(ana.make("Dues taules.", **more))["id"]
    ana.status(carousel)
    post = read(ana.publish(carousel))["id"]
    shown = read(ana.get(f"/{post}", fields="children,media_type"))
    assert [each["id"] for each in shown["children"]["data"]] == children
    fields = "id,media_type,media_url,alt_text"
    for number, id in enumerate(children):
        child = read(ana.get(f"/{id}", fields=fields))
        assert (child["media_type"], child["alt_text"]) == ("IMAGE", f"Taula {number}")
        colour = ("navy", "gold")[number]
        assert requests.get(child["media_url"], timeout=10).content == picture(colour, (400, 300))


def test_a_conversation_is_all_that_stands_below_a_post(ana: Threader) -> None:
    """Answers to answers too; `replies` gives the first level alone."""
    first = ana.post("1/3")
    second = ana.post("2/3", reply_to_id=first)
    third = ana.post("3/3", reply_to_id=second)
    for edge, ids in (("replies", [second]), ("conversation", [second, third])):
        told = read(ana.get(f"/{first}/{edge}", reverse="false"))["data"]
        assert [each["id"] for each in told] == ids


def test_who_names_the_account_is_listed(ana: Threader) -> None:
    """Others, and only by the whole name."""
    other = Threader(ana.url, "sandbox-navarra")
    named = other.post("Amb @catalonia avui")
    other.post("Amb @catalonia.ca avui")
    ana.post("Som @catalonia")
    assert [each["id"] for each in read(ana.get("/me/mentions"))["data"]] == [named]
