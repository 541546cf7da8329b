"""A budget is an amount in the currency in which its network charges."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from tests.config.conftest import SMALL, Spoil, load

SERVER = "[platforms.mastodon]\n"


def with_budget(written: str) -> str:
    """The small configuration with this on the right of `budget =`."""
    return f"[platforms.x]\nbudget = {written}\n\n{SERVER}"


@pytest.mark.parametrize(
    ("written", "amount"),
    [
        ('"20 USD"', "20"),
        ('"12.50 USD"', "12.50"),
        ('"0.125 usd"', "0.125"),
        ('" 7USD "', "7"),
        ('"1000000 USD"', "1000000"),
    ],
)
def test_a_budget_is_read(tmp_path: Path, written: str, amount: str) -> None:
    """It belongs to the network, not to a channel; without the line there is none."""
    path = tmp_path / "config.toml"
    path.write_text(SMALL.replace(SERVER, with_budget(written)))
    assert load(path).budgets == {"x": Decimal(amount)}
    path.write_text(SMALL)
    assert load(path).budgets == {}


@pytest.mark.parametrize(
    "written",
    [
        *("20", '"20"', '"$20"', '"USD 20"', '"0 USD"', '"-5 USD"', '"20,5 USD"', '"NaN USD"'),
        *('""', '"1e3 USD"', '"20 dollars"', '"٢٠ USD"', "true", '["20 USD"]', '"1.2345 USD"'),
    ],
)
def test_what_is_no_amount_is_a_mistake(spoil: Spoil, written: str) -> None:
    """With an example of what to write."""
    (mistake,) = spoil((SERVER, with_budget(written)))
    assert mistake.message == "platforms.x.budget is not an amount of money"
    assert "greater than zero" in mistake.remedy and '"20 USD"' in mistake.remedy


@pytest.mark.parametrize("currency", ["EUR", "GBP", "pln"])
def test_another_currency_is_a_mistake(spoil: Spoil, currency: str) -> None:
    """Nobody here knows a rate of exchange."""
    (mistake,) = spoil((SERVER, with_budget(f'"20.50 {currency}"')))
    assert mistake.message == (f"x charges in USD, and this budget is in {currency.upper()}")
    assert mistake.remedy == 'write for example budget = "20.5 USD"'


def test_a_network_that_charges_nothing_has_no_budget(spoil: Spoil) -> None:
    """It would never hold anything back."""
    (mistake,) = spoil((SERVER, f'{SERVER}budget = "20 USD"\n'))
    assert mistake.message == "mastodon charges nothing, so a budget holds nothing back"


def test_a_channel_has_no_budget_of_its_own(spoil: Spoil) -> None:
    """All channels of a network share one."""
    (mistake,) = spoil(('account = "catalonia"', 'account = "catalonia"\nbudget = "20 USD"'))
    assert 'unknown key "budget"' in mistake.message
