"""The European emblem keeps its published geometry and colours."""

from __future__ import annotations

from math import atan2, degrees, hypot

import pytest
from PIL import Image

from campaign.cards import emblem
from campaign.cards.contrast import ratio, rgb

Component = list[tuple[int, int]]


def stars(picture: Image.Image) -> list[Component]:
    """The connected pixels that are more yellow than blue, as lists of places."""
    width, height = picture.size
    red = picture.getchannel("R").tobytes()
    gold = {(i % width, i // width) for i, value in enumerate(red) if value > 127}
    found: list[Component] = []
    while gold:
        waiting, part = [gold.pop()], []
        while waiting:
            x, y = waiting.pop()
            part.append((x, y))
            for dx in (-1, 0, 1):
                for dy in (-1, 0, 1):
                    if (x + dx, y + dy) in gold:
                        gold.remove((x + dx, y + dy))
                        waiting.append((x + dx, y + dy))
        found.append(part)
    assert height * 1.5 == width
    return found


@pytest.mark.parametrize("height", [54, 72, 180, 360])
def test_twelve_stars_stand_apart_and_are_equal(height: int) -> None:
    """Twelve separate golden parts that cover the same area, together 2.77 % of the flag."""
    picture = emblem.draw(height)
    assert len(stars(picture)) == 12
    covered, reach = [], height // 18 + 2
    for x, y in emblem.centres(height):
        box = (int(x) - reach, int(y) - reach, int(x) + reach + 1, int(y) + reach + 1)
        covered.append(sum(picture.crop(box).getchannel("R").tobytes()) / 255)
    assert max(covered) - min(covered) <= 0.05 * max(covered)
    assert sum(covered) / (height * height * 1.5) == pytest.approx(0.0277, rel=0.03)


@pytest.mark.parametrize("height", [180, 360, 720])
def test_stars_lie_like_the_hours_on_a_circle_of_a_third_of_the_height(height: int) -> None:
    """Each centre of mass is H/3 from the middle, at a multiple of 30 degrees."""
    hours = set()
    for part in stars(emblem.draw(height)):
        x = sum(x for x, _ in part) / len(part) + 0.5 - height * 0.75
        y = sum(y for _, y in part) / len(part) + 0.5 - height * 0.5
        assert hypot(x, y) == pytest.approx(height / 3, abs=0.4)
        angle = degrees(atan2(x, -y)) % 360
        assert min(angle % 30, 30 - angle % 30) < 0.5
        hours.add(round(angle / 30) % 12)
    assert hours == set(range(12))


@pytest.mark.parametrize("height", [180, 360])
def test_every_star_is_upright_and_fills_its_circle(height: int) -> None:
    """The highest point of a star lies over its middle, H/18 above the centre of its circle."""
    parts = sorted(stars(emblem.draw(height)), key=lambda part: min(y for _, y in part))
    assert len(parts) == 12
    centres = sorted(emblem.centres(height), key=lambda centre: centre[1])
    for part in parts:
        x, y = min(centres, key=lambda c: hypot(c[0] - part[0][0], c[1] - part[0][1]))
        top = min(row for _, row in part)
        tip = [column for column, row in part if row == top]
        assert sum(tip) / len(tip) + 0.5 == pytest.approx(x, abs=0.6)
        # A tip narrower than a pixel vanishes: up to two pixels of it may be missing.
        assert 0 <= top - (y - height / 18) <= 2
        left, right = min(c for c, _ in part), max(c for c, _ in part)
        assert (left + right + 1) / 2 == pytest.approx(x, abs=0.6)


def test_colours_are_exact() -> None:
    """Reflex Blue #003399 all around, Yellow #FFCC00 in the heart of each star."""
    picture = emblem.draw(180)
    assert picture.getpixel((0, 0)) == rgb("#003399")
    assert picture.getpixel((135, 90)) == rgb("#003399")
    for x, y in emblem.centres(180):
        assert picture.getpixel((int(x), int(y))) == rgb("#FFCC00")


def test_border_is_white_and_a_twenty_fifth_of_the_height() -> None:
    """On a coloured background the flag keeps a white edge."""
    framed = emblem.draw(100, bordered=True)
    assert framed.size == (158, 108)
    assert framed.getpixel((3, 50)) == (255, 255, 255)
    assert framed.getpixel((4, 50)) == rgb(emblem.BLUE)


def test_published_contrasts_come_out() -> None:
    """The formula gives the known ratios of the emblem's colours."""
    assert ratio("#003399", "#FFFFFF") == pytest.approx(10.86, abs=0.01)
    assert ratio("#FFCC00", "#003399") == pytest.approx(7.18, abs=0.01)
    assert ratio("#FFCC00", "#FFFFFF") == pytest.approx(1.51, abs=0.01)
    assert ratio("#000", "#FFF") == pytest.approx(21)
