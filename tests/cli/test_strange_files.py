"""A file that is none, or that no machine can hold, stops no command: it is named, and a remedy."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Run, Said
from tests.small_project import small_project

pytestmark = pytest.mark.timeout(60)


def _pipe(path: Path) -> None:
    os.mkfifo(path)


def _folder(path: Path) -> None:
    path.mkdir()


def _device(path: Path) -> None:
    path.symlink_to("/dev/zero")


def _socket(path: Path) -> None:
    here = Path.cwd()
    os.chdir(path.parent)  # the name of a socket is short
    try:
        with socket.socket(socket.AF_UNIX) as made:
            made.bind(path.name)
    finally:
        os.chdir(here)


def _sparse(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(4 * 1024**3)


def _circle(path: Path) -> None:
    path.symlink_to(path.name)


def _dangling(path: Path) -> None:
    path.symlink_to("nowhere")


ODD: dict[str, Callable[[Path], None]] = {
    "a pipe": _pipe,
    "a folder": _folder,
    "a device": _device,
    "a socket": _socket,
    "4 GB": _sparse,
    "a circle": _circle,
    "a dangling link": _dangling,
}

IN_CONTENT = [
    "calendar/odd.yaml",
    "facts.toml",
    "activities.toml",
    "statements.toml",
    "days.toml",
    "glossary/en.toml",
    "templates/mastodon.txt.j2",
]


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small project, entered."""
    small_project(tmp_path / "p")
    monkeypatch.chdir(tmp_path / "p")
    return tmp_path / "p"


def _put(path: Path, kind: str) -> None:
    path.unlink(missing_ok=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    ODD[kind](path)


def _named(said: Said, name: str) -> None:
    """The command ended by itself and named the file."""
    assert said.code in (1, 2), said
    assert "nobody foresaw" not in said.err, said.err
    assert name in said.out + said.err, said


@pytest.mark.parametrize("kind", ODD)
@pytest.mark.parametrize("name", IN_CONTENT)
def test_under_content_it_hides_no_good_post(name: str, kind: str, project: Path, run: Run) -> None:
    """The mistake names the file, and the good post is still checked."""
    _put(project / "content" / name, kind)
    said = run("check")
    _named(said, f"content/{name}")
    assert " variant" in said.out


@pytest.mark.parametrize("kind", ODD)
@pytest.mark.parametrize("name", ["brand.toml", "fonts/{font}", "emblem/en.png"])
def test_under_assets_it_is_named(name: str, kind: str, project: Path, run: Run) -> None:
    """Every card needs these, so nothing is checked without them."""
    font = next((project / "assets/fonts").glob("*.ttf"), None)
    font = font or next((project / "assets/fonts").glob("*.otf"))
    name = name.format(font=font.name)
    _put(project / "assets" / name, kind)
    _named(run("check"), name.rpartition("/")[2])


@pytest.mark.parametrize("kind", ODD)
def test_as_a_picture_it_is_a_finding(kind: str, project: Path, run: Run) -> None:
    """The post that shows it is held back; the other is checked."""
    _put(project / "assets/pictures/odd.jpg", kind)
    good = (project / "content/calendar/good.yaml").read_text(encoding="utf-8")
    post = good.replace("id: good", "id: other").replace(
        "card: {layout: statement}", "image: pictures/odd.jpg"
    )
    (project / "content/calendar/other.yaml").write_text(post, encoding="utf-8")
    said = run("check")
    _named(said, "pictures/odd.jpg")
    assert said.code == 1
    assert " variants: 0 mistakes" in said.out


@pytest.mark.parametrize("kind", ODD)
def test_as_the_configuration_it_is_named(kind: str, project: Path, run: Run) -> None:
    """Nothing waits, and nothing takes memory."""
    _put(project / "odd.toml", kind)
    said = run("--config", "odd.toml", "check")
    _named(said, "odd.toml")
    assert said.code == 2


@pytest.mark.parametrize("kind", ODD)
def test_as_the_file_of_a_secret_it_is_named(
    kind: str, project: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The variable is named too."""
    _put(project / "secret", kind)
    monkeypatch.setenv("M_FILE", "secret")
    said = run("publish")
    _named(said, "secret")
    assert "M_FILE" in said.err
    assert said.code == 2


@pytest.mark.parametrize("kind", ODD)
def test_as_a_backup_it_is_named(kind: str, project: Path, run: Run) -> None:
    """What is no database is not put back."""
    run("apply")
    _put(project / "backup.db", kind)
    _named(run("restore", "backup.db"), "backup.db")


@pytest.mark.parametrize("kind", sorted(set(ODD) - {"a dangling link"}))
def test_as_the_database_it_is_named(kind: str, project: Path, run: Run) -> None:
    """By every command, and the doctor does not say that none is there yet."""
    file = project / "var/campaign.db"
    run("apply")
    _put(file, kind)
    for words in (("status",), ("apply",), ("doctor",)):
        said = run(*words)
        assert said.code in (1, 2)
        assert "campaign.db: " in said.out + said.err, said
        for untrue in ("nobody foresaw", "disk is full", "none yet", "Nothing is missing"):
            assert untrue not in said.out + said.err, said.out + said.err


@pytest.mark.parametrize("kind", sorted(set(ODD) - {"a folder"}))
def test_as_a_folder_to_write_to_it_is_named(kind: str, project: Path, run: Run) -> None:
    """Also as the folder of all that the program keeps, where the doctor finds it."""
    run("apply")
    _put(project / "odd", kind)
    _named(run("feed", "--to", "odd"), "odd")
    _named(run("preview", "--out", "odd"), "odd")
    _named(run("report", "weekly", "--out", "odd"), "odd")
    config = project / "config.toml"
    config.write_text(config.read_text("utf-8") + '\n[paths]\nvar = "odd"\n', encoding="utf-8")
    _named(run("apply"), "odd")
    said = run("doctor")
    assert (said.code, "odd is no folder" in said.out) == (1, True), said.out


@pytest.mark.parametrize("kind", ODD)
def test_as_a_spreadsheet_it_is_named(kind: str, project: Path, run: Run) -> None:
    """Every format is opened in the same way."""
    for ending in ("xlsx", "ods", "csv"):
        _put(project / f"odd.{ending}", kind)
        _named(run("sheet", "import", f"odd.{ending}"), f"odd.{ending}")


NUMBERS = [
    "9" * 5_000,
    "-" + "9" * 5_000,
    "9" * 400,
    "1e400",
    "-1e99999",
    "inf",
    "nan",
    "0x" + "f" * 5_000,
    "9223372036854775808",
    "-1e18",
    "0000-01-01",
    "99999-01-01",
    "0001-01-01T00:00:00+23:59",
    "9999-12-31T23:59:59-23:59",
    "2026-13-01",
    "25:61:61",
    "[" * 5_000 + "]" * 5_000,
    "{a=" * 3_000 + "1" + "}" * 3_000,
]


@pytest.mark.parametrize("number", range(len(NUMBERS)))
def test_a_number_no_machine_holds_stops_nothing(number: int, project: Path, run: Run) -> None:
    """In every register, in a post, and in the configuration at several keys."""
    value = NUMBERS[number]
    for name in ("facts.toml", "activities.toml", "statements.toml", "days.toml"):
        file = project / "content" / name
        before = file.read_text(encoding="utf-8") if file.exists() else None
        file.write_text(f"[F01]\ntext = 'x'\nvalue = {value}\n", encoding="utf-8")
        said = run("check")
        _named(said, f"content/{name}")
        assert " variant" in said.out
        file.unlink() if before is None else file.write_text(before, encoding="utf-8")
    (project / "content/calendar/odd.yaml").write_text(
        f"id: {value}\nwhen: {value}\nzone: {value}\nfacts: [{value}]\n", encoding="utf-8"
    )
    _named(run("check"), "odd.yaml")
    config = project / "config.toml"
    good = config.read_text(encoding="utf-8")
    for wrong in (
        good.replace("start = 2026-12-01", f"start = {value}"),
        f"{good}\n[run]\nworkers = {value}\n",
        f"{good}\n[run]\ntick = {value}\n",
        f"{good}\n[collect]\nages = [{value}]\n",
        good.replace("[platforms.mastodon]", f"[platforms.mastodon]\ngrace = {value}"),
        good.replace("names = {", f"active_from = {value}\nnames = {{"),
        f"odd = {value}\n{good}",
    ):
        config.write_text(wrong, encoding="utf-8")
        said = run("check")
        _named(said, "config.toml")
        assert said.code == 2


YAML = {
    "an alias bomb": "a0: &a0 [x, x]\n"
    + "".join(f"a{n + 1}: &a{n + 1} [*a{n}, *a{n}]\n" for n in range(30)),
    "a merge": "base: &b {id: x}\nid: y\n<<: *b\n",
    "an alias to itself": "id: &a [*a]\n",
    "a Python object": "id: !!python/object/apply:os.system ['touch pwned']\n",
    "a Python name": "id: !!python/name:os.system\n",
    "a binary": "id: !!binary aGVsbG8=\n",
    "a set": "id: !!set {a, b}\n",
    "a time": "id: !!timestamp 99999-99-99\n",
    "deep lists": "id: " + "[" * 10_000,
    "deep maps": "".join(f"{' ' * n}a:\n" for n in range(1_000)),
    "deep flow": "{a: " * 5_000,
    "many documents": "---\nid: x\n" * 5_000,
    "a directive": "%YAML 9.9\n---\nid: x\n",
    "many keys": "".join(f"k{n}: 1\n" for n in range(40_000)),
    "a long key": "k" * 900_000 + ": 1\n",
    "a question": "? [a, b]\n: c\n",
}


@pytest.mark.parametrize("kind", YAML)
def test_what_yaml_can_do_beyond_text_stops_nothing(kind: str, project: Path, run: Run) -> None:
    """Aliases, tags, merges, depth and length cost no more than reading, and run nothing."""
    (project / "content/calendar/odd.yaml").write_text(YAML[kind], encoding="utf-8")
    said = run("check")
    _named(said, "content/calendar/odd.yaml")
    assert " variant" in said.out
    assert not (project / "pwned").exists()
    assert len(said.out) < 100_000


@pytest.mark.parametrize(
    "constant", ["1e999", "9" * 5_000, "region[1e400]", "'\\x1b[2J'", "1e999 | default(1)"]
)
def test_a_constant_of_a_template_stops_nothing(constant: str, project: Path, run: Run) -> None:
    """In a template and in a copy it is a finding of the posts that use it."""
    text = f"{{{{ text }}}} {{{{ {constant} }}}}"
    template = project / "content/templates/mastodon.txt.j2"
    before = template.read_text(encoding="utf-8")
    template.write_text(text, encoding="utf-8")
    _named(run("check"), "content/templates/mastodon.txt.j2")
    template.write_text(before, encoding="utf-8")
    good = project / "content/calendar/good.yaml"
    copy = "Come. {{ " + constant.replace("\\", "\\\\") + " }}"
    good.write_text(
        good.read_text(encoding="utf-8").replace("We meet at the table. Come by.", copy),
        encoding="utf-8",
    )
    _named(run("check"), "content/calendar/good.yaml")


MANY = {
    "unknown keys": lambda good: "".join(f"key_{n} = {n}\n" for n in range(40_000)) + good,
    "regions": lambda good: (
        good + "".join(f'[regions.r{n}]\nzone = "Europe/Brussel"\n' for n in range(8_000))
    ),
    "channels": lambda good: (
        good + "".join(f'c{n} = {{ platform = "mastodonn" }}\n' for n in range(8_000))
    ),
    "parts of a name": lambda good: "a." * 200_000 + "b = 1\n" + good,
    "parts of a table's name": lambda good: good + "[" + "a . " * 100_000 + "b]\n",
}


@pytest.mark.timeout(30)
@pytest.mark.parametrize("kind", MANY)
def test_a_configuration_with_many_mistakes_names_the_first(
    kind: str, project: Path, run: Run
) -> None:
    """As many as a person mends at once; the time is that of reading."""
    config = project / "config.toml"
    config.write_text(MANY[kind](config.read_text(encoding="utf-8")), encoding="utf-8")
    said = run("check")
    _named(said, "config.toml")
    assert said.code == 2
    assert len(said.err.splitlines()) <= 101


@pytest.mark.timeout(30)
@pytest.mark.parametrize("many", ["state: source", "state2: *a", "x\u0301{}: 1", "- {}"])
def test_a_post_with_many_mistakes_names_the_first(many: str, project: Path, run: Run) -> None:
    """Twice the same key, aliases, unknown keys."""
    good = (project / "content/calendar/good.yaml").read_text(encoding="utf-8")
    lines = "".join(f"    {many.format(n)}\n" for n in range(20_000))
    (project / "content/calendar/odd.yaml").write_text(good + lines, encoding="utf-8")
    said = run("check")
    _named(said, "content/calendar/odd.yaml")
    assert len(said.out.splitlines()) < 80
