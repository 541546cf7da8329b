"""Whatever names and texts hold, no command repaints the terminal or adds a line of its own."""

from __future__ import annotations

import json
import os
import pty
import re
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.cli.conftest import Run, Said
from tests.small_project import small_project

#: Every kind of order: escape sequences of both lengths, a bell, an overwritten line, another line,
#: a turned line, markup of the library that draws tables, quotes and a substitution of the shell.
HOSTILE = (
    "x\x1b[2J\x1b]0;t\x07\rover\x9b31m\u202eturned\u2066\u2028"
    "[bold]b[/bold][link=https://e.example]l[/link][/]"
    "\nINJECTED: all is well\n'\"$(touch pwned)`touch pwned`"
)
_RAW = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u2028\u2029]")
#: In a file's name nothing but "/" and NUL is forbidden.
NAME = HOSTILE.replace("/", "|")
#: What a post may hold: no codes, everything else.
ALLOWED = "[bold]b[/bold][link=https://e.example]l[/link][/] 'q' \"$(touch pwned)`touch pwned`"
QUOTED = json.dumps(HOSTILE)  # one form for YAML and, with its long escapes, for TOML


def _harmless(said: Said) -> None:
    for text in (said.out, said.err):
        assert _RAW.findall(text) == []
        assert [line for line in text.splitlines() if line.startswith("INJECTED")] == []
    assert "nobody foresaw" not in said.err, said.err
    assert "Traceback" not in said.err, said.err
    assert said.code in (0, 1, 2)


@pytest.fixture
def hostile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small project in a folder of a hostile name; every text that may be anything is hostile."""
    folder = tmp_path / NAME
    config = small_project(folder)
    text = config.read_text(encoding="utf-8")
    text = text.replace('title = "Case"', f"title = {json.dumps(ALLOWED)}")
    text = text.replace('en = "Europe"', f"en = {json.dumps(ALLOWED)}")
    config.write_text(text, encoding="utf-8")
    good = folder / "content/calendar/good.yaml"
    words = good.read_text(encoding="utf-8").replace('"We meet"', json.dumps(ALLOWED))
    good.write_text(words, encoding="utf-8")
    monkeypatch.chdir(folder)
    monkeypatch.setenv("M", "a-secret")
    return folder


POSTS = {
    "an id": f"id: {QUOTED}\nwhen: 2026-12-01 10:00\nchannels: [all]\ncopy: {{}}\n",
    "an unknown key": f"id: b\n{QUOTED}: 1\n",
    "a deep unknown key": f"id: b\ncopy: {{en: {{{QUOTED}: 1}}}}\n",
    "a language": f"id: b\ncopy: {{{QUOTED}: {{text: t}}}}\n",
    "a day": f"id: b\nwhen: {QUOTED}\n",
    "a zone": f"id: b\nwhen: 2026-12-01 10:00\nzone: {QUOTED}\n",
    "a channel": f"id: b\nchannels: [{QUOTED}]\n",
    "tags and links": f"id: b\nhashtags: [{QUOTED}]\nlink: {QUOTED}\nimage: {QUOTED}\n",
    "registers' names": f"id: b\nactivity: {QUOTED}\nfacts: [{QUOTED}]\npeople: [{QUOTED}]\n",
    "a broken tag": "id: !<\x85\u202e> b\nwhen: [\n",
    "raw codes": f"id: b\ntext: {HOSTILE}\n",
    "an alias": f"id: *{HOSTILE}\n",
    "a state": f"id: b\ncopy: {{en: {{text: t, state: {QUOTED}}}}}\n",
}


@pytest.mark.parametrize("kind", POSTS)
def test_a_post_repaints_no_terminal(kind: str, hostile: Path, run: Run) -> None:
    """Names and values of a post are shown with their codes, beside the file's own name."""
    (hostile / f"content/calendar/{NAME}.yaml").write_text(POSTS[kind], encoding="utf-8")
    for words in (("check",), ("check", "-v"), ("check", "--json"), ("plan",), ("apply",)):
        _harmless(run(*words))
    assert "calendar/x\\x1b[2J" in run("check").out


@pytest.mark.parametrize(
    "register",
    ["facts.toml", "activities.toml", "statements.toml", "days.toml", f"glossary/{NAME}.toml"],
)
@pytest.mark.parametrize(
    "text",
    [
        f"[{QUOTED}]\n{QUOTED} = {QUOTED}\n",
        f"[[term]]\nid = {QUOTED}\navoid = [{QUOTED}]\nreason = {QUOTED}\n",
        f"a = 1\n[a]\n{QUOTED} = {HOSTILE}",
        "\u202e\x9b = = 1",
    ],
)
def test_a_register_repaints_no_terminal(register: str, text: str, hostile: Path, run: Run) -> None:
    """Keys, values and the reader's own complaints about them."""
    (hostile / "content" / register).write_text(text, encoding="utf-8")
    _harmless(run("check"))
    _harmless(run("check", "--json"))


@pytest.mark.parametrize(
    "text",
    [
        f"{{{{ fact[{QUOTED}] }}}} {HOSTILE}",
        f"{{% raise {HOSTILE} %}}",
        f"{{{{ copy.text | {QUOTED} }}}}",
        f"{{# ladder: {HOSTILE} #}}{{{{ text }}}}",
    ],
)
@pytest.mark.parametrize("name", ["mastodon", NAME])
def test_a_template_repaints_no_terminal(name: str, text: str, hostile: Path, run: Run) -> None:
    """The name of the template, and what is wrong in it."""
    (hostile / f"content/templates/{name}.txt.j2").write_text(text, encoding="utf-8")
    _harmless(run("check", "-v"))


@pytest.mark.parametrize(
    "change",
    [
        ("[platforms.mastodon]", f"[{QUOTED}]\nx = 1\n[platforms.mastodon]"),
        ("[channels]", f'[channels]\n{QUOTED} = {{ platform = {QUOTED}, region = "eu" }}'),
        ('server = "https://mastodon.example"', f"server = {QUOTED}"),
        ('account = "a"', f"account = {QUOTED}"),
        ('secret = "M"', f"secret = {QUOTED}"),
        ("[platforms.mastodon]", f"[platforms.mastodon]\nspoiler = {QUOTED}"),
        ('zone = "Europe/Brussels"', f"zone = {QUOTED}"),
        ('name = "case"', f"name = {QUOTED}"),
        ("[platforms.mastodon]", f"[paths]\ncontent = {QUOTED}\nassets = {QUOTED}\n[platforms.x]"),
        ("[campaign]", f"database = {QUOTED}\n[campaign]"),
        ("[campaign]", f"\u202e = {HOSTILE}\n[campaign]"),
    ],
)
def test_a_configuration_repaints_no_terminal(
    change: tuple[str, str], hostile: Path, run: Run
) -> None:
    """Its keys, its values and its own file name."""
    config = hostile / "config.toml"
    config.write_text(config.read_text(encoding="utf-8").replace(*change), encoding="utf-8")
    moved = config.rename(hostile / f"{NAME}.toml")
    for words in (("check",), ("plan",), ("status", "--json"), ("channels", "list")):
        _harmless(run("--config", str(moved), *words))


def test_words_given_to_a_command_repaint_no_terminal(hostile: Path, run: Run) -> None:
    """Options, names and files that a script may have taken from somewhere else."""
    for words in (
        (HOSTILE,),
        ("--config", NAME, "check"),
        ("check", f"--{HOSTILE}"),
        ("check", HOSTILE),
        ("apply",),
        ("pause", "all", "--reason", HOSTILE, "--who", HOSTILE),
        ("pause",),
        ("status",),
        ("status", "--json"),
        ("resume", "all", "--who", HOSTILE),
        ("pause", HOSTILE, "--reason", "x"),
        ("resolve", HOSTILE),
        ("resolve",),
        ("approve",),
        ("approve", HOSTILE),
        ("reschedule", "1", "--to", HOSTILE),
        ("channels", "list"),
        ("channels", "test", HOSTILE),
        ("channels", "connect", HOSTILE),
        ("channels", "disconnect", HOSTILE),
        ("report", "weekly", "--week", HOSTILE),
        ("restore", NAME),
        ("backup", f"{NAME}.db"),
        ("schema", "--out", f"{NAME}/{NAME}"),
        ("feed", "--to", NAME),
        ("doctor",),
        ("preview", "--out", NAME),
        ("sheet", "export", f"{NAME}.csv"),
        ("sheet", "import", f"{NAME}.csv"),
        ("sheet", "import", f"{NAME}2.csv"),
        ("sandbox", "--fault", HOSTILE),
    ):
        _harmless(run(*words))
    assert not (hostile / "pwned").exists()


def test_words_that_are_not_utf_8_are_refused_in_words(hostile: Path, run: Run) -> None:
    """Python keeps such a byte as half a surrogate, which no database takes."""
    assert run("apply").code == 0
    said = run("pause", "all", "--reason", "odd \udcff byte")
    assert (said.code, "is not in UTF-8" in said.err) == (2, True)


def test_a_command_to_copy_is_quoted(hostile: Path, run: Run) -> None:
    """What stands there as a command is one, and runs nothing else."""
    said = run("sheet", "export", "it's $(touch pwned).csv")
    assert "`campaign sheet import 'it'\"'\"'s $(touch pwned).csv'`" in said.out


def test_the_environment_repaints_no_terminal(
    hostile: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Paths of secrets, and secrets that have the wrong form, which are not shown at all."""
    run("apply")
    monkeypatch.delenv("M")
    monkeypatch.setenv("M_FILE", str(hostile / f"{NAME}.secret"))
    _harmless(run("publish"))
    (hostile / f"{NAME}.secret").write_text(HOSTILE, encoding="utf-8")
    _harmless(run("publish"))
    monkeypatch.setenv("CAMPAIGN_CONFIG", NAME)
    _harmless(run("check"))


def test_a_spreadsheet_repaints_no_terminal(hostile: Path, run: Run) -> None:
    """Its column names and its cells."""
    run("sheet", "export", "calendar.csv")
    sheet = hostile / "calendar.csv"
    head, *rows = sheet.read_text(encoding="utf-8-sig").split("\n", 1)
    cell = HOSTILE.replace('"', '""')
    sheet.write_text(f'{head.rstrip()},"{cell}"\r\n' + rows[0], encoding="utf-8")
    _harmless(run("sheet", "import", "calendar.csv"))
    sheet.write_text(f"{head}\n" + f'"{cell}",' * head.count(","), encoding="utf-8")
    _harmless(run("sheet", "import", "calendar.csv"))
    _harmless(run("sheet", "import", "calendar.csv", "--json"))


class _Answers(BaseHTTPRequestHandler):
    """A server whose every answer is hostile, on every way."""

    def _answer(self) -> None:
        self.rfile.read(int(self.headers.get("content-length") or 0))
        body = {"error": HOSTILE, "username": HOSTILE, "id": HOSTILE, "url": HOSTILE}
        data = json.dumps({**body, "acct": HOSTILE, "error_description": HOSTILE}).encode()
        self.send_response(self.server.status)  # type: ignore[attr-defined]
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(data)))
        self.send_header("x-note", "x\x9by")
        self.end_headers()
        self.wfile.write(data)

    do_GET = do_POST = do_PUT = do_DELETE = _answer  # noqa: N815 - names of the base class

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(params=[200, 401, 404, 422, 500])
def server(request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of a server that answers so."""
    serving = ThreadingHTTPServer(("127.0.0.1", 0), _Answers)
    serving.status = request.param  # type: ignore[attr-defined]
    thread = threading.Thread(target=serving.serve_forever, args=(0.005,))
    thread.start()
    yield f"http://127.0.0.1:{serving.server_address[1]}"
    serving.shutdown()
    thread.join()
    serving.server_close()


def test_a_server_repaints_no_terminal(server: str, hostile: Path, run: Run) -> None:
    """Its refusals, the names of its accounts, its ids and addresses; in the log as well."""
    config = hostile / "config.toml"
    text = config.read_text(encoding="utf-8").replace("https://mastodon.example", server)
    config.write_text(text.replace("start = 2026-12-01", "start = 2026-11-30"), encoding="utf-8")
    good = hostile / "content/calendar/good.yaml"
    soon = good.read_text(encoding="utf-8").replace("when: 2026-12-01 10:00", "when: week 1 00:00")
    good.write_text(soon, encoding="utf-8")
    for words in (
        ("channels", "test"),
        ("channels", "test", "--json"),
        ("apply",),
        ("publish",),
        ("publish", "--json"),
        ("status", "-v"),
        ("status", "--json"),
        ("resolve",),
        ("doctor",),
        ("collect",),
        ("report", "weekly"),
    ):
        _harmless(run(*words))


def test_the_terminal_itself_gets_no_foreign_code(hostile: Path) -> None:
    """On a terminal tables have colours of their own; what files hold still has none."""
    (hostile / f"content/calendar/{NAME}.yaml").write_text(POSTS["an id"], encoding="utf-8")
    shown = _on_a_terminal("check") + _on_a_terminal("channels", "list")
    assert "x\\x1b[2J" in shown
    for code in ("\x1b[2J", "\x1b]0;", "\x07", "\x9b", "\u202e", "\u2066", "\r" + "over"):
        assert code not in shown


def _on_a_terminal(*words: str) -> str:
    """What a command writes to a terminal of its own."""
    child, terminal = pty.fork()
    if child == 0:  # pragma: no cover - it becomes the command
        os.execv(sys.executable, [sys.executable, "-m", "campaign.cli", *words])
    read = b""
    while True:
        try:
            more = os.read(terminal, 65_536)
        except OSError:
            break
        if not more:
            break
        read += more
    os.close(terminal)
    os.waitpid(child, 0)
    return read.decode()


@pytest.mark.parametrize(
    "name", ["a\udc9bb", "a\x1b[31mb", "a\u202eb", "\udcff", "line\nINJECTED: x"]
)
def test_a_login_name_of_any_bytes_stops_nothing(
    name: str, hostile: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is kept with its codes, because no database holds half a character."""
    for variable in ("LOGNAME", "USER"):
        monkeypatch.setenv(variable, name)
    said = run("apply")
    _harmless(said)
    assert said.code == 0, said
