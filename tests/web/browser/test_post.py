"""Writing a post: scenes 2, 3, 4 and 5, and what stands around them."""

from __future__ import annotations

import difflib
import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.test_media import png
from tests.web.browser.conftest import WIDTHS, at, axe, sideways
from tests.web.stage import Stage

pytestmark = pytest.mark.slow

POST = "platforms-02"
#: Longer than Bluesky's 300 letters, and shorter than Mastodon's 500.
LONG = "We meet, we listen and we learn from each other in every region of the partnership. " * 3
#: One sentence, so that nothing of it can be left out to make it fit.
ONE_LONG = LONG.replace(". ", ", and ") + "so we go on, all of us, together and in every region."


def file(stage: Stage, post: str = POST) -> Path:
    """The file of a post."""
    return stage.folder / "content" / "calendar" / f"{post}.yaml"


def box(page: Page, key: str = "copy.en.text") -> Locator:
    """The field of a key."""
    return page.locator(f'[id="{key}"]')


def changed_lines(before: str, after: str) -> list[str]:
    """The lines that differ, with their signs."""
    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=0)
    return [line for line in lines if line[:1] in "+-" and line[:3] not in ("+++", "---")]


def save(page: Page, button: str = "Save") -> None:
    """Click a button that saves, and wait for what it says."""
    page.get_by_role("button", name=button, exact=True).click()
    expect(page.locator(".toast")).to_be_visible()


def test_scene_2_past_a_limit_the_preview_says_by_how_much(browser: Browser, seen: Stage) -> None:
    """The ladder's drop is named, the others stay calm, and the stored file is unchanged."""
    before = file(seen).read_bytes()
    with at(browser, seen) as page:
        page.goto(f"/posts/{POST}")
        previews = {
            name: page.locator(f"#pv-eu-{name}") for name in ("bluesky", "mastodon", "facebook")
        }
        expect(previews["bluesky"]).not_to_have_class(re.compile("toolong"))
        # Each time is the browser's own, from the key to the changed page.
        page.evaluate(
            """() => { window.took = null; const list = document.querySelector('#previews');
            new MutationObserver(() => { window.took ??= performance.now() - window.pressed; })
              .observe(list.parentNode, { childList: true });
            addEventListener('input', () => { window.pressed = performance.now(); }, true); }"""
        )
        box(page).fill(ONE_LONG)
        expect(previews["bluesky"]).to_have_class(re.compile("toolong"))
        expect(previews["bluesky"]).to_contain_text(re.compile(r"\d+ more than the 300 allowed"))
        expect(previews["bluesky"]).to_contain_text("Left out to fit")
        expect(previews["mastodon"]).not_to_have_class(re.compile("toolong"))
        expect(previews["facebook"]).not_to_contain_text("more than")
        expect(page.locator('[id="room:copy.en.text"]')).to_contain_text("too many")
        expect(page.locator("#announce")).to_contain_text("Too long for")
        box(page).fill("Short again.")
        expect(page.locator("#announce")).to_have_text("It fits everywhere")
        expect(previews["bluesky"]).not_to_have_class(re.compile("toolong"))
    assert file(seen).read_bytes() == before


def test_typing_keeps_the_caret_and_says_nothing_while_no_limit_is_crossed(
    browser: Browser, seen: Stage
) -> None:
    """Previews, rooms and findings change around a field that keeps its focus."""
    with at(browser, seen) as page:
        page.goto(f"/posts/{POST}?order=all")
        order = page.locator(".pv").evaluate_all("all => all.map(each => each.id)")
        box(page).focus()
        page.keyboard.press("Control+Home")
        page.keyboard.type("Now. ", delay=30)
        expect(page.locator("#pv-eu-mastodon .words")).to_contain_text("Now. Civil society")
        assert page.evaluate("document.activeElement.id") == "copy.en.text"
        assert page.evaluate("document.activeElement.selectionStart") == 5
        assert page.locator("#announce").inner_text() == ""
        assert page.locator(".pv").evaluate_all("all => all.map(each => each.id)") == order


def test_the_card_is_redrawn_behind_the_words(browser: Browser, seen: Stage) -> None:
    """The picture of before stays until the next one is there."""
    with at(browser, seen) as page:
        page.goto(f"/posts/{POST}?order=all")
        picture = page.locator("#pv-eu-mastodon img")
        first = picture.get_attribute("src")
        box(page, "copy.en.headline").fill("Another headline")
        expect(page.locator("#pv-eu-mastodon img")).not_to_have_attribute("src", first or "")
        drawn = page.locator("#pv-eu-mastodon img")
        expect(drawn).to_have_js_property("complete", True)
        assert drawn.evaluate("image => image.naturalWidth") == 520


def test_scene_3_one_word_changes_one_line(browser: Browser, stage: Stage) -> None:
    """Comments and the order of the keys stay; the draft goes when it is saved."""
    before = file(stage).read_text()
    with at(browser, stage, "edgar") as page:
        page.goto(f"/posts/{POST}")
        box(page).fill(box(page).input_value().replace("Agree?", "Right?"))
        page.wait_for_timeout(400)
        page.keyboard.press("Control+s")
        expect(page.locator(".toast")).to_contain_text("Saved.")
        expect(page.locator("#draft")).to_be_hidden()
        assert page.evaluate("localStorage.length") == 0
        after = file(stage).read_text()
        assert len(changed_lines(before, after)) == 2
        page.locator("[data-undo]").click()
        expect(page.locator(".toast")).to_contain_text("Undone")
    assert file(stage).read_text() == before
    assert "# P12" in before


def test_scene_4_another_field_is_joined_and_the_same_one_is_asked(
    browser: Browser, stage: Stage
) -> None:
    """Nothing of the field that both changed is written until somebody chooses."""
    with at(browser, stage, "edgar") as page:
        page.goto(f"/posts/{POST}")
        other = file(stage).read_text().replace("[EUBelong, Belonging]", "[EUBelong, Hands]")
        file(stage).write_text(other)
        box(page, "copy.en.headline").fill("Many hands")
        save(page)
        expect(page.locator(".toast")).to_contain_text("joined with what was changed meanwhile")
        expect(page.locator(".toast")).to_contain_text("Hashtags")
        assert "Many hands" in file(stage).read_text()
        assert "[EUBelong, Hands]" in file(stage).read_text()

        page.goto(f"/posts/{POST}")
        file(stage).write_text(file(stage).read_text().replace("Agree? Pass it on.", "Tell all."))
        held = file(stage).read_bytes()
        box(page).fill(box(page).input_value().replace("Pass it on.", "Send it on."))
        page.get_by_role("button", name="Save", exact=True).click()
        expect(page.get_by_role("heading", level=1)).to_have_text(
            "The file was changed while you were writing"
        )
        for words in ("Send it on.", "Tell all."):
            expect(page.locator(".pair")).to_contain_text(words)
        expect(page.locator(".pair ins").first).to_be_visible()
        assert file(stage).read_bytes() == held
        assert axe(page, stage) == []

        page.get_by_role("button", name="Keep writing, decide later").click()
        expect(box(page)).to_have_value(re.compile("Send it on"))
        assert file(stage).read_bytes() == held
        page.get_by_role("button", name="Save", exact=True).click()
        page.get_by_role("button", name="Keep mine as a copy").click()
        expect(page.locator(".toast")).to_contain_text(f"{POST}-copy")
        assert "Send it on." in file(stage, f"{POST}-copy").read_text()
        assert file(stage).read_bytes() == held

        page.goto(f"/posts/{POST}")
        page.locator("[data-restore]").click()
        expect(box(page)).to_have_value(re.compile("Send it on"))


def test_scene_4_my_text_is_saved_when_i_say_so(browser: Browser, stage: Stage) -> None:
    """The chosen text is written, and with it what was joined."""
    with at(browser, stage, "edgar") as page:
        page.goto(f"/posts/{POST}")
        text = file(stage).read_text().replace("Agree? Pass it on.", "Tell all.")
        file(stage).write_text(text.replace("background: paper", "background: leaf"))
        box(page).fill(box(page).input_value().replace("Pass it on.", "Send it on."))
        box(page, "link").fill("https://eu-belong.aer.eu/hands")
        page.get_by_role("button", name="Save", exact=True).click()
        expect(page.locator(".effect")).to_contain_text("From the file: card")
        expect(page.locator(".effect")).to_contain_text("From you: link")
        save(page, "Save with my text")
    after = file(stage).read_text()
    assert "Send it on." in after
    assert "background: leaf" in after
    assert "https://eu-belong.aer.eu/hands" in after


def test_scene_5_a_reload_in_mid_writing_keeps_the_draft(browser: Browser, seen: Stage) -> None:
    """It is offered, by language and visitor, and can be thrown away."""
    with at(browser, seen) as page:
        page.goto(f"/posts/{POST}?lang=es")
        box(page, "copy.es.text").fill("Palabras que nadie ha guardado.")
        page.reload()
        expect(page.locator("#draft")).to_be_visible()
        page.locator("[data-restore]").click()
        expect(box(page, "copy.es.text")).to_have_value("Palabras que nadie ha guardado.")
        expect(page.locator("#pv-catalonia-mastodon-es .words")).to_contain_text("Palabras que")
        page.goto(f"/posts/{POST}?lang=ca")
        expect(page.locator("#draft")).to_be_hidden()
        page.goto(f"/posts/{POST}?lang=es")
        page.locator("[data-forget]").click()
        page.reload()
        expect(page.locator("#draft")).to_be_hidden()


def test_writing_goes_on_without_a_connection_and_saving_waits(
    browser: Browser, stage: Stage
) -> None:
    """It is saved when the connection is back, without a further click."""
    with at(browser, stage, "edgar") as page:
        page.goto(f"/posts/{POST}")
        page.context.set_offline(True)
        box(page).fill("Written on a train. ")
        page.get_by_role("button", name="Save", exact=True).click()
        expect(page.locator("#offline")).to_contain_text("saving waits")
        box(page).press_sequentially("And on it goes.")
        assert "Written on a train" not in file(stage).read_text()
        page.context.set_offline(False)
        expect(page.locator(".toast")).to_contain_text("Saved.", timeout=15_000)
    assert "And on it goes." in file(stage).read_text()


def test_a_figure_is_put_in_where_the_caret_was(browser: Browser, seen: Stage) -> None:
    """And the previews print it in their language."""
    with at(browser, seen) as page:
        page.goto(f"/posts/{POST}")
        box(page).fill("We are  regions.")
        box(page).evaluate("field => field.setSelectionRange(7, 7)")
        page.locator(".figs summary").click()
        page.locator(".figs li [data-insert*='F01']").click()
        expect(box(page)).to_have_value("We are {{ fact.F01 }} regions.")
        expect(page.locator("#pv-eu-mastodon .words")).to_contain_text("We are 11 regions.")


def test_a_picture_of_ones_own_takes_the_cards_place(
    browser: Browser, stage: Stage, tmp_path: Path
) -> None:
    """It is kept without its metadata, shown at once, and refused with a reason when it is none."""
    good, bad = tmp_path / "Our lab.png", tmp_path / "notes.png"
    good.write_bytes(png(size=(900, 900)))
    bad.write_bytes(b"no picture at all")
    with at(browser, stage, "edgar") as page:
        page.goto(f"/posts/{POST}?order=all")
        page.locator(".set label", has_text="Own picture").click()
        page.set_input_files("#upload", bad)
        expect(page.locator("#upload-mistake")).to_contain_text("This picture was not taken")
        page.set_input_files("#upload", good)
        expect(page.locator("#image")).to_have_value(re.compile(r"pictures/our-lab-\w+\.png"))
        expect(page.locator("#pv-eu-mastodon img")).to_have_attribute(
            "src", re.compile(r"/pictures/[0-9a-f]{64}-520\.webp$")
        )
        save(page)
    assert "image: pictures/our-lab-" in file(stage).read_text()


def test_the_order_of_the_previews_can_be_chosen(browser: Browser, seen: Stage) -> None:
    """Least room first, or as the configuration has them."""
    with at(browser, seen) as page:
        page.goto(f"/posts/{POST}")
        lefts = [
            float(each)
            for each in page.locator(".pv").evaluate_all(
                "all => all.map(each => each.dataset.left)"
            )
        ]
        assert lefts == sorted(lefts)
        page.locator("[data-order=all]").click()
        places = page.locator(".pv").evaluate_all("all => all.map(each => each.dataset.place)")
        assert [int(each) for each in places] == sorted(map(int, places))


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
def test_scene_19_the_pages_of_posts(browser: Browser, seen: Stage, width: int, dark: bool) -> None:
    """No fault that axe knows, no sideways scroll: list, editor, a translation, a new post."""
    with at(browser, seen, width=width, dark=dark) as page:
        for path in ("/posts", f"/posts/{POST}", f"/posts/{POST}?lang=ga", "/posts/new"):
            page.goto(path)
            assert sideways(page) == 0, path
            assert axe(page, seen) == [], path


def test_the_editor_holds_at_double_text_and_with_every_part_open(
    browser: Browser, seen: Stage
) -> None:
    """Nothing is cut off sideways at 200 %."""
    with at(browser, seen, width=640) as page:
        page.goto(f"/posts/{POST}")
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        page.evaluate("document.querySelectorAll('form details').forEach(d => d.open = true)")
        assert sideways(page) == 0
        assert axe(page, seen) == []


def test_scene_20_without_script_a_post_is_written_and_saved(
    browser: Browser, stage: Stage
) -> None:
    """The preview is shown by a button, and a picture comes with the form."""
    with at(browser, stage, "edgar", script=False) as page:
        page.goto(f"/posts/{POST}")
        box(page).fill("Written without any script.")
        page.get_by_role("button", name="Show the preview").click()
        expect(page.locator("#pv-eu-mastodon .words")).to_contain_text("without any script")
        assert "without any script" not in file(stage).read_text()
        page.get_by_role("button", name="Save", exact=True).click()
        expect(page.locator(".toast")).to_contain_text("Saved.")
        page.get_by_role("button", name="Ask for approval").click()
        expect(page.locator(".toast")).to_contain_text("asked for at")
    assert "Written without any script." in file(stage).read_text()
