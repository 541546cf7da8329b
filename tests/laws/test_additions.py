"""Everything that can be added has what CONTRIBUTING asks for."""

from __future__ import annotations

import pytest

from campaign.checks.registry import OF_CALENDAR, OF_POST, OF_VARIANT
from campaign.platforms import registry
from tests.laws.house import ROOT

CASES = "".join(path.read_text() for path in (ROOT / "tests/checks").glob("test_*.py"))


@pytest.mark.parametrize("platform", registry.names())
def test_a_network_has_all_its_parts(platform: str) -> None:
    """Facts, a template, golden pairs, golden texts and an example."""
    assert registry.facts(platform).name == platform
    assert (ROOT / f"content/templates/{platform}.txt.j2").is_file()
    pairs = ROOT / "tests/golden/platforms" / platform
    for kind in ("variant", "payload"):
        names = {path.name.partition(".")[0] for path in pairs.glob(f"*.{kind}.json")}
        assert names >= {"plain", "link", "picture"}, kind
    assert list((ROOT / "tests/golden/compose").glob(f"*.{platform}.*.txt"))
    assert f'platform = "{platform}"' in (ROOT / "config.example.toml").read_text("utf-8")


@pytest.mark.parametrize("code", [*OF_POST, *OF_VARIANT, *OF_CALENDAR])
def test_a_check_has_cases(code: str) -> None:
    """The tests of the checks name its code."""
    assert f'"{code}"' in CASES


def test_no_two_checks_share_a_code() -> None:
    """A code in a finding leads to one function."""
    codes = [*OF_POST, *OF_VARIANT, *OF_CALENDAR]
    assert len(codes) == len(set(codes))
