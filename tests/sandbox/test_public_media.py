"""The publisher's pictures, where networks that fetch them find them."""

from hashlib import sha256
from pathlib import Path

import pytest
import requests

from campaign.sandbox import SandboxServer
from tests.sandbox.visitors import picture


def test_a_picture_of_the_publishers_is_found_under_its_hash(tmp_path: Path) -> None:
    """The bytes, their type and their length, as a web server gives them."""
    data = picture()
    name = sha256(data).hexdigest() + ".png"
    (tmp_path / name[:2]).mkdir()
    (tmp_path / name[:2] / name).write_bytes(data)
    with SandboxServer(media=tmp_path) as box:
        answer = requests.get(f"{box.url}/_sandbox/public-media/{name[:2]}/{name}", timeout=10)
        assert answer.content == data
        assert answer.headers["content-type"] == "image/png"
        other = "0" * 64 + ".png"
        gone = requests.get(f"{box.url}/_sandbox/public-media/00/{other}", timeout=10)
        assert gone.status_code == 404


@pytest.mark.parametrize("path", ["..%2f/secret", "aa/..%2f..%2fconfig.toml", "aa/config.toml"])
def test_nothing_else_of_the_machine_is_given(tmp_path: Path, path: str) -> None:
    """Only files named by a hash, in their folder."""
    folder = tmp_path / "media"
    (folder / "aa").mkdir(parents=True)
    (tmp_path / "config.toml").write_text("x")
    (folder / "aa" / "config.toml").write_text("x")
    with SandboxServer(media=folder) as box:
        answer = requests.get(f"{box.url}/_sandbox/public-media/{path}", timeout=10)
        assert answer.status_code == 404


def test_without_a_folder_there_are_no_pictures() -> None:
    """A sandbox nobody handed a folder to."""
    with SandboxServer() as box:
        name = "0" * 64 + ".png"
        answer = requests.get(f"{box.url}/_sandbox/public-media/00/{name}", timeout=10)
        assert answer.status_code == 404
