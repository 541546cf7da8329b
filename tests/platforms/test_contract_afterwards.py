"""What every adapter promises of a post that is out: it is deleted, changed and read back."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from hashlib import sha256

import pytest
import requests

from campaign.errors import OutcomeUnknown, PlatformError, Rejected, Unauthorized
from campaign.keys import part_key
from campaign.model import Gone, Media, Payload, PostField, Reading, Receipt, Variant
from campaign.platforms import registry, revising
from campaign.platforms.protocols import Edits, Platform, Reads, Withdraws
from campaign.sandbox.creates import changed_on
from tests.platforms.contracts import CONTRACTS
from tests.platforms.places import IDENTITY, NETWORKS, Place, illustration, offline, place
from tests.platforms.samples import ALT, LINK, START, channel, key_for, threaded, variant
from tests.platforms.scripted import Reply, Scripted, Seen, passing_on
from tests.sandbox.visitors import film

__all__ = ["place"]

ALL = registry.names()
DELETING = [name for name in ALL if isinstance(offline(name), Withdraws)]
EDITING = [name for name in ALL if isinstance(offline(name), Edits)]
READING = [name for name in ALL if isinstance(offline(name), Reads)]
#: Those of them that are imitated, and reached over the house's own HTTP edge.
SERVED = [name for name in NETWORKS if CONTRACTS[name].opens is None]
SERVED_DELETING = [name for name in SERVED if name in DELETING]
SERVED_READING = [name for name in SERVED if name in READING]

FILMED = {name: bool(registry.limits(name).videos) for name in ALL}

LIES = {
    "drop-alt": PostField.ALTS,
    "change-link": PostField.LINKS,
    "cut-text": PostField.TEXT,
    "lose-picture": PostField.PICTURES,
    "other-language": PostField.LANGUAGE,
}
CORRECTED = f"Tres dies, i una taula per a tothom. 🇪🇺\n\nVegeu: {LINK}\n\n#EUBelong"


def published(
    place: Place, made: Variant, occurrence: str = ""
) -> tuple[Platform, tuple[Payload, ...], list[Receipt]]:
    """A variant that stands there, with the request and the receipt of each part."""
    adapter = place.connect()
    payloads = adapter.payloads(made, START)
    identity = (IDENTITY[0], occurrence, IDENTITY[2])
    key, before = key_for(place.platform, identity, START), list[Receipt]()
    for number, payload in enumerate(payloads):
        answer = adapter.publish(payload, part_key(key, number), before)
        before.append(place.arrived(answer, adapter))
    return adapter, payloads, before


def pictured(place: Place) -> Variant:
    """A variant with one picture."""
    return variant(place.platform, illustration(place.platform, place.shelf))


def whole(place: Place) -> Variant:
    """The longest that the network takes: a thread with a comment, or a post with one."""
    limits, plain = registry.limits(place.platform), pictured(place)
    if limits.threads:
        return threaded(plain)
    if limits.comments:
        return replace(plain, texts=(plain.text, f"Més: {LINK}"), commented=True)
    return plain


def faulty(place: Place, *kinds: str) -> None:
    """Turn these faults on at the sandbox, and all others off."""
    network = CONTRACTS[place.platform].sandbox or place.platform
    body = {"faults": [f"{network}:{kind}=1" for kind in kinds]}
    assert requests.put(f"{place.server}/_sandbox/faults", json=body, timeout=10).ok


def changes(seen: Seen) -> bool:
    """Whether a request changes or deletes something public."""
    return bool(changed_on(seen.method, seen.path))


def other(remote_id: str) -> str:
    """An id of the same form that nothing has."""
    return remote_id[:-1] + ("3" if remote_id[-1] != "3" else "4")


@pytest.mark.parametrize("platform", ALL)
def test_the_facts_say_what_the_adapter_can_do(platform: str) -> None:
    """And why not where it cannot, as a sentence for a person, with what to do by hand."""
    adapter = offline(platform)
    known = registry.afterwards(channel(platform, "http://127.0.0.1:9"))
    assert known.deletes is isinstance(adapter, Withdraws)
    assert bool(known.editable) is isinstance(adapter, Edits)
    assert known.reads is isinstance(adapter, Reads)
    assert known.delete_by_hand.endswith(".") and known.source
    for sentence in (known.undeletable, known.uneditable, known.unread):
        assert not sentence or (sentence[0].isupper() and sentence.endswith("."))
    assert bool(known.uneditable) is not bool(known.editable)
    assert bool(known.edits) is bool(known.editable)


@pytest.mark.parametrize("place", DELETING, indirect=True)
def test_each_part_of_a_thread_is_deleted_the_newest_first(place: Place) -> None:
    """Also a comment, which some networks address in another way."""
    adapter, _, receipts = published(place, whole(place))
    assert isinstance(adapter, Withdraws)
    for receipt in reversed(receipts):
        adapter.withdraw(receipt.remote_id)
        adapter.withdraw(receipt.remote_id)
    assert place.count() == 0


@pytest.mark.parametrize("place", DELETING, indirect=True)
def test_deleting_what_never_was_is_quiet_and_leaves_the_rest(place: Place) -> None:
    """An id of the right form; an id of a wrong one is refused before anything is sent."""
    adapter, _, (receipt,) = published(place, pictured(place))
    assert isinstance(adapter, Withdraws)
    adapter.withdraw(other(receipt.remote_id))
    for wrong in ("", "../1", "a b", "?x=1"):
        with pytest.raises(Rejected):
            adapter.withdraw(wrong)
    assert place.count() == 1


@pytest.mark.parametrize("place", SERVED_DELETING, indirect=True)
def test_a_lost_answer_to_a_deletion_leaves_its_outcome_unknown(place: Place) -> None:
    """The post is gone, and nobody said so: asked again, it is quiet."""
    _, _, (receipt,) = published(place, pictured(place))
    with Scripted(passing_on(place.server, changes)) as lossy:
        through = place.connect(lossy.url)
        assert isinstance(through, Withdraws)
        with pytest.raises(OutcomeUnknown):
            through.withdraw(receipt.remote_id)
    assert place.count() == 0
    direct = place.connect()
    assert isinstance(direct, Withdraws)
    direct.withdraw(receipt.remote_id)


@pytest.mark.parametrize(
    ("fault", "left"),
    [("timeout-after-accept", 0), ("error-after-accept", 0), ("reset-before-accept", 1)],
)
@pytest.mark.parametrize("place", SERVED_DELETING, indirect=True)
def test_no_trouble_with_a_deletion_is_taken_for_its_end(
    place: Place, fault: str, left: int
) -> None:
    """Whether it had gone through or not; once the trouble is over, it is deleted."""
    adapter, _, (receipt,) = published(place, pictured(place))
    assert isinstance(adapter, Withdraws)
    faulty(place, fault)
    with pytest.raises(OutcomeUnknown):
        adapter.withdraw(receipt.remote_id)
    assert place.count() == left
    faulty(place)
    adapter.withdraw(receipt.remote_id)
    assert place.count() == 0


def corrected(place: Place, made: Variant) -> Variant:
    """The same post with other words, and with another alt text where that can be changed."""
    new = replace(made, texts=(CORRECTED, *made.texts[1:]))
    known = registry.facts(place.platform).afterwards
    if PostField.ALTS in known.editable and made.media:
        (first, *rest) = made.media
        new = replace(new, media=(replace(first, alt="Una taula amb catorze cadires."), *rest))
    return new


@pytest.mark.parametrize("place", EDITING, indirect=True)
def test_an_edit_puts_other_words_in_the_place_of_the_old(place: Place) -> None:
    """Under the same id, with the same pictures, as often as you like."""
    made = pictured(place)
    adapter, old, (receipt,) = published(place, made)
    assert isinstance(adapter, Edits)
    new = adapter.payloads(corrected(place, made), START)
    assert revising.refusal(registry.facts(place.platform).afterwards, old, new) == ""
    assert revising.edited(old, new) == (0,)
    for _ in range(2):
        assert adapter.edit(receipt.remote_id, new[0]).remote_id == receipt.remote_id
    [post] = place.site.posts()
    assert post["text"] == CORRECTED
    assert [each["alt"] for each in post["media"]] == [each.alt for each in new[0].uploads]
    if isinstance(adapter, Reads):
        got = adapter.read(receipt.remote_id, receipt.url)
        assert isinstance(got, Reading) and replace(got, url="") == adapter.intended(new[0])
        assert adapter.intended(new[0]) != adapter.intended(old[0])


@pytest.mark.parametrize("place", EDITING, indirect=True)
def test_a_comment_or_a_later_part_is_changed_alone(place: Place) -> None:
    """And the post above it stays as it was."""
    made = whole(place)
    if len(made.texts) == 1:
        return  # it has one part
    adapter, old, receipts = published(place, made)
    assert isinstance(adapter, Edits)
    texts = (*made.texts[:-1], "Més, i ben explicat: https://eu-belong.aer.eu/altres")
    new = adapter.payloads(replace(made, texts=texts), START)
    assert revising.edited(old, new) == (len(old) - 1,)
    adapter.edit(receipts[-1].remote_id, new[-1])
    posts = {post["id"]: post["text"] for post in place.site.posts()}
    assert list(posts.values()) == list(texts)


@pytest.mark.parametrize("place", EDITING, indirect=True)
def test_a_lost_answer_to_an_edit_leaves_its_outcome_unknown(place: Place) -> None:
    """What is read back says which words stand; the edit is repeated without harm."""
    made = pictured(place)
    adapter, _, (receipt,) = published(place, made)
    new = adapter.payloads(corrected(place, made), START)[0]
    with Scripted(passing_on(place.server, changes)) as lossy:
        through = place.connect(lossy.url)
        assert isinstance(through, Edits)
        with pytest.raises(OutcomeUnknown):
            through.edit(receipt.remote_id, new)
    if isinstance(adapter, Reads):
        got = adapter.read(receipt.remote_id)
        assert isinstance(got, Reading) and got.text == adapter.intended(new).text
    assert isinstance(adapter, Edits)
    adapter.edit(receipt.remote_id, new)
    assert [post["text"] for post in place.site.posts()] == [CORRECTED]


@pytest.mark.parametrize("place", EDITING, indirect=True)
def test_an_edit_that_never_arrived_leaves_the_old_words(place: Place) -> None:
    """Also then nobody knows, until the post is read."""
    made = pictured(place)
    adapter, old, (receipt,) = published(place, made)
    assert isinstance(adapter, Edits)
    faulty(place, "reset-before-accept")
    with pytest.raises(OutcomeUnknown):
        adapter.edit(receipt.remote_id, adapter.payloads(corrected(place, made), START)[0])
    faulty(place)
    assert [post["text"] for post in place.site.posts()] == [made.text]
    if isinstance(adapter, Reads):
        got = adapter.read(receipt.remote_id)
        assert isinstance(got, Reading) and got.text == adapter.intended(old[0]).text


@pytest.mark.parametrize("place", EDITING, indirect=True)
def test_what_is_gone_is_not_changed_and_not_made_anew(place: Place) -> None:
    """A correction of a deleted post is refused."""
    made = pictured(place)
    adapter, _, (receipt,) = published(place, made)
    assert isinstance(adapter, Edits) and isinstance(adapter, Withdraws)
    adapter.withdraw(receipt.remote_id)
    with pytest.raises(Rejected):
        adapter.edit(receipt.remote_id, adapter.payloads(corrected(place, made), START)[0])
    assert place.count() == 0


@pytest.mark.parametrize("platform", ALL)
def test_a_change_that_no_edit_can_make_is_refused_before_anything_is_sent(platform: str) -> None:
    """Other pictures, another number of parts, another alt text: by the requests alone."""
    known = registry.facts(platform).afterwards
    adapter = offline(platform)
    limits = registry.limits(platform)
    alt = "" if limits.alt is None else "Una taula"
    media = Media("a" * 64, limits.card_type, 1200, 675, 9000, alt)
    made = variant(platform, media)
    old = adapter.payloads(made, START)
    assert revising.refusal(known, old, old) == ""
    others = adapter.payloads(variant(platform, replace(media, sha256="b" * 64)), START)
    words = adapter.payloads(replace(made, texts=("Altres",)), START)
    if not known.editable:
        assert revising.refusal(known, old, words) == known.uneditable
        return
    assert revising.refusal(known, old, words) == ""
    assert "the pictures" in revising.refusal(known, old, others)
    assert "number of parts" in revising.refusal(known, old, (*old, *old))
    if alt and PostField.ALTS not in known.editable:
        other_alt = adapter.payloads(variant(platform, replace(media, alt="Altres")), START)
        assert "the alt text" in revising.refusal(known, old, other_alt)


TEXTS = [
    "Zażółć gęślą jaźń: 3 dni, 1 stół.\n\nWięcej: https://eu-belong.aer.eu/pl?a=1&b=2",
    "Q&A: «Qui?» i “com?” — 100 % gratis\nLínia dos\n\n\n\nLínia cinc ☕👩‍👩‍👧",
    "Două linkuri: https://eu-belong.aer.eu/ro și https://aer.eu/Învăţare/(x). Gata!",
    "Ett ord_med_streck, [hakar] (parenteser) *stjärnor* ~tilde~ {klamrar} |streck|",
    "Ўсе разам #Разам https://eu-belong.aer.eu/шлях/да",
]


@pytest.mark.parametrize("place", READING, indirect=True)
def test_a_post_is_read_back_as_it_was_sent(place: Place) -> None:
    """Words, links, alt texts, language and number of pictures, in whatever the network keeps."""
    plain = pictured(place)
    for number, text in enumerate(TEXTS, start=49):
        made = replace(plain, texts=(text,), link="")
        adapter, (payload,), (receipt,) = published(place, made, f"2026-W{number}")
        assert isinstance(adapter, Reads)
        got = adapter.read(receipt.remote_id, receipt.url)
        assert isinstance(got, Reading)
        assert replace(got, url="") == adapter.intended(payload), text
        assert got.pictures == 1 and got.text
        assert got.url == receipt.url
        if registry.limits(place.platform).languages:
            assert got.language == "ca"
        else:
            assert got.language is None
        place.clock.pass_by(600)


@pytest.mark.parametrize("place", READING, indirect=True)
def test_each_part_is_read_back_with_its_link_and_all_its_pictures(place: Place) -> None:
    """A thread, a comment, several pictures with an alt text each."""
    limits = registry.limits(place.platform)
    made = whole(place)
    if limits.images > 1:
        data = illustration(place.platform, place.shelf)
        second = place.shelf.put(
            place.shelf.read(data.sha256) + b"\0", alt="La segona.", mime=data.mime
        )
        made = replace(made, media=(*made.media, second))
    adapter, payloads, receipts = published(place, made)
    assert isinstance(adapter, Reads)
    links: list[str] = []
    for payload, receipt in zip(payloads, receipts, strict=True):
        got = adapter.read(receipt.remote_id, receipt.url)
        assert isinstance(got, Reading)
        assert replace(got, url="") == adapter.intended(payload)
        links += [*(got.links or ()), *(link for part in got.parts for link in part.links or ())]
    assert LINK in links
    first = adapter.read(receipts[0].remote_id)
    assert isinstance(first, Reading) and first.pictures == len(made.media)
    if limits.alt is not None:
        assert first.alts == tuple(each.alt for each in made.media)


@pytest.mark.parametrize("place", READING, indirect=True)
def test_what_is_deleted_is_read_as_gone(place: Place) -> None:
    """By the network's own word, and so is what never was."""
    adapter, _, (receipt,) = published(place, pictured(place))
    assert isinstance(adapter, Reads) and isinstance(adapter, Withdraws)
    never = adapter.read(other(receipt.remote_id))
    assert isinstance(never, Gone) and never.why
    adapter.withdraw(receipt.remote_id)
    gone = adapter.read(receipt.remote_id, receipt.url)
    assert isinstance(gone, Gone) and gone.why


@pytest.mark.parametrize("lie", LIES)
@pytest.mark.parametrize("place", SERVED_READING, indirect=True)
def test_a_server_that_shows_something_else_is_seen(place: Place, lie: str) -> None:
    """Exactly that field differs; what the network does not tell cannot differ."""
    adapter, (payload,), (receipt,) = published(place, pictured(place))
    assert isinstance(adapter, Reads)
    faulty(place, lie)
    got, meant = adapter.read(receipt.remote_id), adapter.intended(payload)
    assert isinstance(got, Reading)
    told = getattr(meant, LIES[lie])
    if told is None:
        assert replace(got, url="") == meant
    else:
        assert getattr(got, LIES[lie]) != told
    for field in _untouched(lie):
        assert getattr(got, field) == getattr(meant, field), field


def _untouched(lie: str) -> Sequence[PostField]:
    """What a lie leaves as it is; a link stands in the text, and an alt text at its picture."""
    touched = {LIES[lie]}
    if lie in ("cut-text", "change-link"):
        touched |= {PostField.TEXT, PostField.LINKS}
    if lie == "lose-picture":
        touched |= {PostField.ALTS}
    return [field for field in PostField if field not in touched]


@pytest.mark.parametrize("place", SERVED_READING, indirect=True)
def test_a_gateway_that_knows_nothing_does_not_make_a_post_gone(place: Place) -> None:
    """A 404 in another form than the network's own proves nothing, and deletes nothing."""
    _, _, (receipt,) = published(place, pictured(place))
    name = re.split("[/:]", receipt.remote_id)[-1]

    def script(seen: Seen) -> Reply:
        shows = passing_on(place.server, lambda each: False)
        if name in seen.target or changes(seen):
            return Reply(404, raw=b"<html>no such page</html>")
        reply = shows(seen)
        assert isinstance(reply, Reply)
        return reply

    with Scripted(script) as gateway:
        through = place.connect(gateway.url)
        assert isinstance(through, Reads)
        with pytest.raises(PlatformError) as caught:
            through.read(receipt.remote_id)
        assert not isinstance(caught.value, Unauthorized)
        if isinstance(through, Withdraws):
            with pytest.raises(PlatformError):
                through.withdraw(receipt.remote_id)
    assert place.count() == 1


@pytest.mark.parametrize("place", [each for each in READING if FILMED[each]], indirect=True)
def test_a_film_is_read_back_and_deleted_as_a_picture_is(place: Place) -> None:
    """With its alt text where the network keeps one, and without where it keeps none."""
    data, limits = film(), registry.limits(place.platform)
    name = sha256(data).hexdigest()
    place.shelf.kept[name] = data
    media = Media(name, "video/mp4", 640, 360, len(data), "" if limits.alt is None else ALT)
    adapter, (payload,), (receipt,) = published(place, variant(place.platform, media))
    assert isinstance(adapter, Reads) and isinstance(adapter, Withdraws)
    got = adapter.read(receipt.remote_id, receipt.url)
    assert isinstance(got, Reading)
    assert replace(got, url="") == adapter.intended(payload)
    assert got.pictures == 1 and got.alts in (None, (ALT,))
    lacks = any("film" in each and "alt text" in each for each in limits.lacks)
    assert (got.alts is None) is lacks
    if isinstance(adapter, Edits):
        new = adapter.payloads(replace(variant(place.platform, media), texts=(CORRECTED,)), START)
        adapter.edit(receipt.remote_id, new[0])
        again = adapter.read(receipt.remote_id)
        assert isinstance(again, Reading) and again.text == adapter.intended(new[0]).text
    adapter.withdraw(receipt.remote_id)
    assert isinstance(adapter.read(receipt.remote_id), Gone)
    assert place.count() == 0
