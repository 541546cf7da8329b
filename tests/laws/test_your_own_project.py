"""The page `docs/your-own-project.md` is run as it stands, from the answers to the report."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from campaign.cli.__main__ import main
from campaign.usecases.starting.answers import AnswersTable, RegionAnswers
from tests.laws.house import ROOT

PAGE = (ROOT / "docs" / "your-own-project.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    """The blocks of one language on the page, in their order."""
    return re.findall(rf"^```{language}\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)


@pytest.mark.slow
def test_every_command_on_the_page_works(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """One after the other, in the folder where the page says."""
    monkeypatch.chdir(tmp_path)
    (answers,) = blocks("toml")
    Path("answers.toml").write_text(answers, encoding="utf-8")
    done = 0
    for line in "".join(blocks("sh")).splitlines():
        words = shlex.split(line, comments=True)
        if words[0] == "cd":
            monkeypatch.chdir(tmp_path / words[1])
            continue
        assert words[0] == "campaign"
        with pytest.raises(SystemExit) as ended:
            main(words[1:])
        out, err = capsys.readouterr()
        assert ended.value.code == 0, f"{line}\n{out}{err}"
        done += 1
    assert done >= 6
    assert list((tmp_path / "harbour" / "var" / "demo" / "reports").glob("*.html"))


def test_the_page_shows_every_answer_there_is() -> None:
    """What the program reads but the page hides, nobody would ever write."""
    for key in (*AnswersTable.model_fields, *RegionAnswers.model_fields):
        assert re.search(rf"[`\[]{key}\b|^{key} = ", PAGE, re.MULTILINE), key


def test_the_page_shows_every_file_that_is_made(tmp_path: Path) -> None:
    """Whoever opens the folder finds each of its files explained."""
    for name in ("config.toml", "vocabulary", "facts", "statements", "templates", "brand", "fonts"):
        assert re.search(rf"^\| `[\w/]*{name}", PAGE, re.MULTILINE) or f"`assets/{name}/`" in PAGE
