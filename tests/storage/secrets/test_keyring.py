"""Keys come from the environment or a file of ours, rotate, and are never shown."""

from __future__ import annotations

import base64
import secrets
import stat
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from campaign.errors import StorageError
from campaign.storage.secrets.keyring import Keyring

TEXT = "planted-refresh-token-of-catalonia"


def key() -> str:
    """A new key that is known again where it shows."""
    return base64.urlsafe_b64encode(b"planted-" + secrets.token_bytes(24)).decode()


def ring(tmp_path: Path, **environ: str) -> Keyring:
    """A keyring whose own file would lie under `var`."""
    return Keyring(environ, tmp_path / "var" / "credentials.key")


def test_what_is_sealed_opens_again_and_cannot_be_read(tmp_path: Path) -> None:
    """Sealed twice it looks different, and the text is in neither."""
    keyring = ring(tmp_path, CAMPAIGN_KEY=key())
    first, second = keyring.seal(TEXT), keyring.seal(TEXT)
    assert first != second and TEXT not in first + second
    assert keyring.open(first) == keyring.open(second) == TEXT
    assert not (tmp_path / "var").exists()


@pytest.mark.parametrize("between", [",", "\n", " ,\n\n"])
def test_the_first_key_seals_and_every_key_opens(tmp_path: Path, between: str) -> None:
    """So that a new key is put before the old one."""
    old, new = key(), key()
    sealed = ring(tmp_path, CAMPAIGN_KEY=old).seal(TEXT)
    both = ring(tmp_path, CAMPAIGN_KEY=f"{new}{between}{old}")
    assert both.open(sealed) == TEXT
    assert ring(tmp_path, CAMPAIGN_KEY=new).open(both.seal(TEXT)) == TEXT


def test_keys_come_from_a_file_that_the_environment_names(tmp_path: Path) -> None:
    """As Docker and systemd hand secrets over."""
    file = tmp_path / "key"
    file.write_text(key() + "\n")
    sealed = ring(tmp_path, CAMPAIGN_KEY_FILE=str(file)).seal(TEXT)
    assert ring(tmp_path, CAMPAIGN_KEY=file.read_text()).open(sealed) == TEXT


def test_a_key_in_plain_base64_is_one(tmp_path: Path) -> None:
    """What `openssl rand -base64 32` prints."""
    bare = b"\xfb\xff\xfe" + secrets.token_bytes(29)
    sealed = ring(tmp_path, CAMPAIGN_KEY=base64.b64encode(bare).decode()).seal(TEXT)
    assert ring(tmp_path, CAMPAIGN_KEY=base64.urlsafe_b64encode(bare).decode()).open(sealed) == TEXT


def test_without_a_key_one_is_made_for_its_owner_alone(tmp_path: Path) -> None:
    """At first need and not before; afterwards it is the same."""
    keyring = ring(tmp_path)
    keyring.check()
    file = tmp_path / "var" / "credentials.key"
    assert not file.exists()
    sealed = keyring.seal(TEXT)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert list(file.parent.iterdir()) == [file]
    assert ring(tmp_path).open(sealed) == TEXT


def test_of_many_that_make_a_key_at_once_all_use_the_same(tmp_path: Path) -> None:
    """Twenty workers on their first day."""
    rings = [ring(tmp_path) for _ in range(20)]
    with ThreadPoolExecutor(20) as pool:
        sealed = list(pool.map(lambda each: each.seal(TEXT), rings))
    assert {ring(tmp_path).open(each) for each in sealed} == {TEXT}


def test_a_wrong_key_is_told_with_what_to_do(tmp_path: Path) -> None:
    """In words, from whichever place the key came, and without any secret."""
    right, wrong = key(), key()
    sealed = ring(tmp_path, CAMPAIGN_KEY=right).seal(TEXT)
    for keyring, origin in (
        (ring(tmp_path, CAMPAIGN_KEY=wrong), "CAMPAIGN_KEY"),
        (ring(tmp_path), "credentials.key"),
    ):
        with pytest.raises(StorageError, match=f"{origin} does not hold: bring the old") as caught:
            keyring.open(sealed)
        shown = str(caught.value) + repr(caught.value.__cause__) + repr(keyring)
        assert not any(each in shown for each in (right, wrong, sealed, TEXT))


def _short(folder: Path) -> dict[str, str]:
    return {"CAMPAIGN_KEY": f"{key()},{key()[:20]}"}


def _both(folder: Path) -> dict[str, str]:
    return {"CAMPAIGN_KEY": key(), "CAMPAIGN_KEY_FILE": "/somewhere"}


def _gone(folder: Path) -> dict[str, str]:
    return {"CAMPAIGN_KEY_FILE": str(folder / "gone")}


def _empty(folder: Path) -> dict[str, str]:
    (folder / "empty").write_text("\n")
    return {"CAMPAIGN_KEY_FILE": str(folder / "empty")}


@pytest.mark.parametrize(
    ("made", "said"),
    [
        (_short, "CAMPAIGN_KEY: number 2 is no key"),
        (_both, "both CAMPAIGN_KEY and CAMPAIGN_KEY_FILE"),
        (_gone, "gone: the key file cannot be read: No such file"),
        (_empty, "holds no key: `openssl rand"),
    ],
)
def test_keys_that_cannot_be_used_are_told_before_anything_is_sealed(
    tmp_path: Path, made: Callable[[Path], dict[str, str]], said: str
) -> None:
    """By `check`, which publishing calls first; the keys are not repeated."""
    environ = made(tmp_path)
    with pytest.raises(StorageError, match=said) as caught:
        ring(tmp_path, **environ).check()
    for each in environ.get("CAMPAIGN_KEY", "-").split(","):
        assert each == "-" or each not in str(caught.value)
