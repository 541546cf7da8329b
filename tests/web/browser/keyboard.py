"""Somebody who has a keyboard and no mouse."""

from __future__ import annotations

from datetime import date, time

from playwright.sync_api import Locator, Page, expect

#: How often Tab is pressed before somebody gives up.
_PATIENCE = 160


class Hands:
    """Two hands at a page: they press keys, and nothing else."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def press(self, *keys: str) -> None:
        """One key after the other."""
        for key in keys:
            self.page.keyboard.press(key)

    def reach(self, wanted: Locator, *, back: bool = False) -> None:
        """Press Tab until something has the focus; fails where it is never reached."""
        wanted.wait_for()
        for _ in range(_PATIENCE):
            if wanted.evaluate("each => each === document.activeElement"):
                return
            self.press("Shift+Tab" if back else "Tab")
        raise AssertionError(f"no way by Tab to {wanted}")

    def follow(self, wanted: Locator, key: str = "Enter", *, back: bool = False) -> None:
        """Reach a link or a button, and press it."""
        self.reach(wanted, back=back)
        self.press(key)

    def go(self, keys: str, heading: str) -> None:
        """Go to a page by its keys, and wait for its heading."""
        self.press(*keys.split())
        expect(self.page.get_by_role("heading", level=1)).to_have_text(heading)

    def write(self, field: Locator, words: str) -> None:
        """Reach a field and replace what is in it."""
        self.reach(field)
        self.press("Control+a")
        self.page.keyboard.type(words)

    def write_day(self, field: Locator, day: date) -> None:
        """Type a day, in the order of day and month in which this browser asks for it."""
        self._segments(field, day.isoformat(), (f"{day:%m%d%Y}", f"{day:%d%m%Y}", f"{day:%Y%m%d}"))

    def write_hour(self, field: Locator, hour: time) -> None:
        """Type an hour, of twelve or of twenty-four."""
        self._segments(field, f"{hour:%H:%M}", (f"{hour:%I%M%p}", f"{hour:%H%M}"))

    def _segments(self, field: Locator, wanted: str, ways: tuple[str, ...]) -> None:
        for way in ways:
            self.reach(field, back=self._is_inside(field))
            self.page.keyboard.type(way)
            if field.input_value() == wanted:
                return
        raise AssertionError(f"{wanted} cannot be typed into {field}: {field.input_value()}")

    def _is_inside(self, field: Locator) -> bool:
        """True when the focus is on a later part of the same field."""
        found: bool = field.evaluate("each => each === document.activeElement")
        if found:
            self.press("Shift+Tab", "Shift+Tab", "Shift+Tab")
        return False

    def keeps_its_place(self) -> None:
        """After an act the focus is on something of the page, not lost on its ground."""
        expect(self.page.locator(":focus")).to_be_attached()

    def is_told(self, words: str) -> None:
        """A screen reader is told these words, by the one polite region."""
        expect(self.page.locator("#announce")).to_contain_text(words)
