"""Anything Apprise speaks, with the real Apprise and a receiver on loopback."""

from __future__ import annotations

import base64
import json
import logging
import subprocess
import sys
import traceback
from dataclasses import replace

import pytest

from campaign.errors import ConfigError, OutcomeUnknown, UnsupportedFeature
from campaign.model import Delivery, Media, Payload, Receipt, Variant
from campaign.platforms import registry
from campaign.platforms.apprise.adapter import AppriseChannel
from campaign.platforms.apprise.services import Services
from campaign.platforms.protocols import Finds, Follows, Measures, Withdraws
from tests.platforms.samples import LINK, START, TEXT, Shelf, connected, picture, variant
from tests.platforms.scripted import Mishap, Reply, Scripted, always, free_port

PLANTED = "planted-webhook-7f3a9c"


def address(server: Scripted, more: str = "") -> str:
    """The receiver as Apprise names it, with a secret in its path and a password."""
    host = server.url.removeprefix("http://")
    return f"json://{PLANTED}:{PLANTED}@{host}/{PLANTED}{more}"


def opened(secret: str, shelf: Shelf | None = None, **options: str) -> AppriseChannel:
    """A channel behind these addresses."""
    adapter = connected("apprise", "", shelf, secret=secret, options=options)
    assert isinstance(adapter, AppriseChannel)
    return adapter


def sent(adapter: AppriseChannel, made: Variant) -> Receipt:
    """Publish it."""
    return adapter.publish(adapter.payloads(made, START)[0], "key-1")


def test_what_it_can_do_and_cannot() -> None:
    """Next to nothing, and it says so."""
    adapter = opened("json://127.0.0.1:9/")
    assert adapter.delivery is Delivery.AT_MOST_ONCE
    assert not isinstance(adapter, Finds | Measures | Follows | Withdraws)
    lacks = " ".join(registry.limits("apprise").lacks)
    assert "sent at most once, may be lost" in lacks and "withdrawing" in lacks


def test_title_text_and_pictures_arrive(shelf: Shelf) -> None:
    """Once, word for word, with the pictures' own bytes."""
    data = [picture(), picture("#ffcc00")]
    media = [shelf.put(each, alt="") for each in data]
    with Scripted(always(Reply(200))) as server:
        receipt = sent(opened(address(server), shelf), variant("apprise", *media))
    [seen] = server.seen
    told = seen.data
    assert (told["title"], told["message"]) == ("Tres dies. Una taula.", TEXT)
    assert [base64.b64decode(each["base64"]) for each in told["attachments"]] == data
    assert [each["filename"] for each in told["attachments"]] == ["1.png", "2.png"]
    assert receipt == Receipt("key-1", "", {"services": ["JSON"]})


@pytest.mark.parametrize("text", ["a\\nb :smile: <b>&amp;</b> *x* _y_", "  🇪🇺  \n\n\tfí", TEXT])
def test_a_text_arrives_as_it_was_approved(text: str) -> None:
    """No escape, emoji or markup in it is read as one."""
    with Scripted(always(Reply(200))) as server:
        sent(opened(address(server)), variant("apprise", text=text))
    assert server.seen[0].data["message"] == text


@pytest.mark.parametrize(
    ("written", "wanted", "arrives"),
    [
        ("text", "html", "&lt;"),
        ("html", "html", "1 < 2"),
        ("markdown", "html", "<p>1 &lt; 2"),
    ],
)
def test_format_says_how_a_text_is_written(written: str, wanted: str, arrives: str) -> None:
    """So that a service that wants another gets it translated and nothing else."""
    with Scripted(always(Reply(200))) as server:
        adapter = opened(address(server, f"?format={wanted}"), format=written)
        sent(adapter, variant("apprise", text="1 < 2"))
    assert arrives in server.seen[0].data["message"]


@pytest.mark.parametrize("reply", [Reply(500), Reply(400), Reply(302), Mishap.RESET])
def test_what_apprise_calls_failed_may_have_arrived(reply: Reply | Mishap) -> None:
    """It knows no more, so neither do we: sent once, then a person decides."""
    with Scripted(always(reply)) as server, pytest.raises(OutcomeUnknown) as caught:
        sent(opened(address(server)), variant("apprise"))
    assert len(server.seen) == 1
    assert str(caught.value).startswith("catalonia-ca: it failed, as far as Apprise can tell")


def test_nobody_there_is_in_doubt_too() -> None:
    """Apprise does not tell a refused connection from an answer that was lost."""
    with pytest.raises(OutcomeUnknown):
        sent(opened(f"json://127.0.0.1:{free_port()}/"), variant("apprise"))


def test_some_of_several_services_is_not_all() -> None:
    """Each is asked once, whatever becomes of the others, and the sum is told."""
    with Scripted(always(Reply(200))) as good, Scripted(always(Reply(500))) as bad:
        adapter = opened(f"{address(bad)} {address(good)},\n{address(good)}")
        with pytest.raises(OutcomeUnknown, match="2 of 3 services took it"):
            sent(adapter, variant("apprise"))
    assert (len(good.seen), len(bad.seen)) == (2, 1)
    assert repr(adapter) == "AppriseChannel('catalonia-ca', Services(JSON, JSON, JSON))"


def test_a_service_without_pictures_gets_none_and_the_payload_says_so(shelf: Shelf) -> None:
    """The funding statement stands in the template's text for that reason."""
    sms = "d7sms://token@15551234567"
    assert Services(sms).without_pictures == ("D7 Networks",)
    payload = opened(sms).payloads(
        variant("apprise", shelf.put(picture(), alt=""), text="Tres dies."), START
    )[0]
    assert payload.uploads == () and payload.body["left_out"] == 1


def test_what_a_service_would_cut_is_refused_before_it_is_sent() -> None:
    """By its own bound, title included where it stands above the text."""
    sms = opened("d7sms://token@15551234567")
    fits = 160 - len("Tres dies. Una taula.") - 2
    assert sms.payloads(variant("apprise", text="x" * fits), START)[0]
    with pytest.raises(UnsupportedFeature, match="161 characters, 160 are what D7"):
        sms.payloads(variant("apprise", text="x" * (fits + 1)), START)


@pytest.mark.parametrize(
    ("secret", "said"),
    [
        ("", "there is no Apprise address"),
        (" \n", "there is no Apprise address"),
        (PLANTED, "the address is none: it begins with a service's name"),
        (f"nosuch://{PLANTED}", r"the address \(nosuch://…\) is none that Apprise can use"),
        (f"slack://{PLANTED}", r"the address \(slack://…\) is none that Apprise can use"),
        (f"json://a/ nosuch://{PLANTED}", "Apprise address 2 of 2"),
        (f"json://127.0.0.1/{PLANTED}?retry=3", "asks for retries"),
        (f"json://127.0.0.1/{PLANTED}?optional=yes", "is optional: a post that failed there"),
        (f"json://127.0.0.1/{PLANTED}?overflow=truncate", "leaves out what was approved"),
        (f"jira://{PLANTED}", "Jira: without `action=new` in its address it gets nothing"),
        (f"opsgenie://{PLANTED}", "Opsgenie: without `action=new`"),
        (f"lfg://{'a1' * 16}", "LFG Alarm: it rings an alarm and gets no words"),
    ],
)
def test_an_address_that_cannot_be_used_is_told_and_not_repeated(
    secret: str, said: str, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    """When the channel is made: nothing was sent."""
    caplog.set_level(logging.DEBUG)
    with pytest.raises(ConfigError, match=said) as caught:
        opened(secret)
    shown = "".join([caplog.text, *traceback.format_exception(caught.value), *capfd.readouterr()])
    assert PLANTED not in shown


def test_an_unknown_format_is_told() -> None:
    """With those that there are."""
    with pytest.raises(ConfigError, match="format is one of text, markdown, html"):
        opened("json://127.0.0.1/", format="word")


@pytest.mark.parametrize("reply", [Reply(200), Reply(500), Mishap.RESET])
def test_no_part_of_an_address_shows(
    reply: Reply | Mishap,
    shelf: Shelf,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    """Not in errors, reprs or logs, of ours, of Apprise or of what lies under it."""
    caplog.set_level(logging.DEBUG)
    logging.getLogger("apprise").setLevel(logging.DEBUG)
    error: Exception | None = None
    with Scripted(always(reply)) as server:
        adapter = opened(address(server, f"?-key={PLANTED}"), shelf)
        payload = adapter.payloads(variant("apprise", shelf.put(picture(), alt="")), START)[0]
        try:
            adapter.publish(payload, "key-1")
        except OutcomeUnknown as caught:
            error = caught
    assert server.seen and PLANTED in server.seen[0].target, "the receiver needs it"
    shown = [caplog.text, repr(adapter), repr(payload), *capfd.readouterr()]
    if error is not None:
        shown += [*traceback.format_exception(error), error.answer]  # type: ignore[attr-defined]
    assert "urllib3" in caplog.text, "nothing was logged that could have shown it"
    assert PLANTED not in "".join(shown)


def test_a_plugin_that_breaks_is_one_that_failed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A hundred authors wrote them: whatever they raise, the outcome is in doubt."""
    services = Services("json://127.0.0.1:9/")

    def broken(**_: object) -> None:
        raise KeyError("a bug")

    monkeypatch.setattr(services._services[0], "notify", broken)
    outcome = services.send("a", "b")
    assert (outcome.taken, outcome.services, outcome.all) == (0, 1, False)
    assert outcome.remarks == "KeyError"


def test_a_payload_survives_its_storing() -> None:
    """It is kept as JSON before anything is sent."""
    payload = opened("json://127.0.0.1:9/").payloads(variant("apprise", link=LINK), START)[0]
    kept = json.loads(json.dumps(payload.body))
    assert Payload(payload.platform, kept, payload.uploads) == payload


def test_a_thread_and_an_alt_text_are_refused() -> None:
    """Nothing is dropped on the way without a word."""
    adapter = opened("json://127.0.0.1:9/")
    with pytest.raises(UnsupportedFeature, match="no threads"):
        adapter.payloads(replace(variant("apprise"), texts=("1/2", "2/2")), START)
    media = Media("a" * 64, "image/png", 10, 10, 10, "una taula")
    with pytest.raises(UnsupportedFeature, match="alt text"):
        adapter.payloads(replace(variant("apprise"), media=(media,)), START)


def test_apprise_is_loaded_by_who_sends_and_by_nobody_else() -> None:
    """A second of loading is not for the publisher that cron starts every minute."""
    code = (
        "import sys, campaign.platforms.apprise.adapter as it; it.AppriseChannel.static; "
        "assert 'apprise' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
