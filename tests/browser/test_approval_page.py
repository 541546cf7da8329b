"""The page for whoever is asked: wide and narrow, light and dark, with words of any length."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from campaign.calendar.write import edit
from campaign.cli.__main__ import main
from tests.browser.conftest import Visit
from tests.cli.conftest import ROOT

POST = "learning-labs-01"
pytestmark = pytest.mark.slow

#: The contrast of each text with what is behind it, the lowest first.
CONTRAST = """() => {
  const lum = c => { const [r, g, b] = c.map(v => { v /= 255;
    return v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4 });
    return .2126 * r + .7152 * g + .0722 * b };
  const rgb = s => { const m = s.match(/[\\d.]+/g).map(Number); return m };
  const behind = e => { for (; e; e = e.parentElement) {
    const c = rgb(getComputedStyle(e).backgroundColor); if (c.length < 4 || c[3] > 0) return c }
    return [255, 255, 255] };
  const found = [];
  for (const e of document.querySelectorAll('body *')) {
    if (![...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim())) continue;
    const a = lum(rgb(getComputedStyle(e).color).slice(0, 3)), b = lum(behind(e).slice(0, 3));
    const ratio = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
    found.push([ratio, e.textContent.trim().slice(0, 30)]);
  }
  return found.sort((a, b) => a[0] - b[0])[0];
}"""


def call(folder: Path, *words: str) -> None:
    """One command that ends well."""
    with pytest.raises(SystemExit) as ended:
        main(["--config", str(folder / "config.toml"), *words])
    assert not ended.value.code, words


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One post: some of it new, some changed, some sent back, with a comment."""
    folder = tmp_path_factory.mktemp("asked")
    shutil.copytree(ROOT / "content", folder / "content")
    shutil.copytree(ROOT / "assets", folder / "assets")
    shutil.copy(ROOT / "config.example.toml", folder / "config.toml")
    for file in (folder / "content/calendar").glob("*.yaml"):
        if file.stem != POST:
            file.unlink()
    path = folder / f"content/calendar/{POST}.yaml"

    def change(**keys: str | list[str]) -> None:
        named = {key.replace("__", "."): value for key, value in keys.items()}
        path.write_text(edit(path.read_text(encoding="utf-8"), named), encoding="utf-8")

    change(channels=["pomerania", "catalonia/mastodon", "eu/mastodon"])
    call(folder, "apply")
    call(folder, "approve", POST, "--region", "pomerania")
    change(copy__pl__text="Dwa słowa więcej: " + "x" * 60, copy__pl__alt="Inny opis.")
    call(folder, "apply")
    call(
        folder, "approve", POST, "--region", "catalonia", "--send-back", "W" * 120 + " " + "ą" * 90
    )
    call(
        folder, "approve", POST, "--region", "eu", "--comment", "<b>bold</b> & \u202eright to left"
    )
    made = folder / "asked.html"
    call(folder, "approve", "--page", str(made))
    return made


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 390, 320])
def test_the_page_can_be_read(browser: Browser, page: Path, width: int, scheme: str) -> None:
    """Nothing is cut off, asked for or unreadable, with everything that folds opened."""
    visit = Visit(browser, page.as_uri(), width)
    visit.page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    visit.page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    assert (visit.overflow(), visit.complaints, visit.pictures_without_words()) == (0, [], 0)
    assert visit.asked == [page.as_uri()]
    lowest, words = visit.page.evaluate(CONTRAST)
    assert lowest >= 4.5, words
    pressed = "[...document.querySelectorAll('summary, nav a')]"
    heights = visit.page.evaluate(f"{pressed}.map(e => e.getBoundingClientRect().height)")
    assert min(heights) >= 24
    visit.close()


def test_the_page_says_what_each_side_is(browser: Browser, page: Path) -> None:
    """The old beside the new, marked; what people said, as words and not as markup."""
    visit = Visit(browser, page.as_uri(), 1440)
    text = visit.page.inner_text("body")
    assert "<b>bold</b> & right to left" in text.replace("\u202e", "")
    assert "Sent back" in text and "Asks for a change" in text and "Comment" in text
    assert visit.page.locator(".sides.two").count() >= 1
    assert visit.page.locator("ins").count() >= 1 and visit.page.locator("del").count() >= 1
    assert visit.page.locator('.text[lang="pl"]').count() >= 2
    visit.close()
