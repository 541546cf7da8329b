"""The guard over planted secrets knows them in every form, and finds them wherever they show."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from base64 import b64encode
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import quote

import pytest

from campaign.platforms import registry
from campaign.sandbox.accounts import NETWORKS, new_secret, secret_for
from tests.conftest import PROJECT
from tests.planted import SECRET, found, found_in_bytes, masked
from tests.platforms.samples import ACCOUNT, secret_of

SESSION = ".".join(("eyJ0eXAiOiJhdCtqd3QifQ", "eyJzdWIiOiJkaWQ6cGxjOmEifQ", "c2lnbmF0dXJl"))
SECRETS = (
    *(secret_of(name) for name in registry.PLATFORMS if registry.wants_credential(name)),
    *(secret_for(network, "eu-belong") for network in NETWORKS),
    *(new_secret(begins) for begins in ("EAA", "t")),
    "json://planted-user:planted-word@127.0.0.1/x",
    SESSION,
)


# Some are made up anew each time: they go by their numbers.
@pytest.mark.parametrize("secret", SECRETS, ids=range(len(SECRETS)))
def test_a_secret_is_found_in_every_form_and_masked(secret: str) -> None:
    """As it is, in an address, in JSON, in HTTP Basic, and in a file that is no text."""
    basic = [b64encode(f"{user}:{secret}".encode()).decode() for user in ("a", "ab", "abc")]
    forms = [secret, f"/bot{quote(secret, safe='')}/getMe", repr({"token": secret})]
    for form in forms + (basic if secret != SESSION else []):
        text = f"It says {form}, and goes on."
        where = found(text)
        assert where and "It says" in where
        assert secret not in where + masked(text) and not SECRET.search(where + masked(text))
        assert found_in_bytes(b"\xff\0" + text.encode() + b"\xff")


@pytest.mark.parametrize(
    "text",
    [
        ACCOUNT,
        "campaign sandbox, or sandbox-<account>",
        "http://sandbox.test/_sandbox/ledger",
        "planted00 and replanted, the planted ones",
        "eyJust.a.word",
    ],
)
def test_names_and_words_are_no_secrets(text: str) -> None:
    """An account's name may be shown, and the documentation may say how it works."""
    assert found(text) == "" and masked(text) == text


def test_every_secret_that_the_sandbox_makes_up_is_marked() -> None:
    """Only one function makes any; an application's id is none."""
    made = [
        line.strip()
        for file in (PROJECT / "campaign/sandbox").rglob("*.py")
        for line in file.read_text(encoding="utf-8").splitlines()
        if re.search(r"secrets\.token_|uuid4|urandom", line) and "client_id" not in line
    ]
    (only,) = made
    assert only.startswith('return f"{begins}{PREFIX}{secrets.token_urlsafe(48)')


# What leaks stands in a module of the house: what others say is not looked at.
LEAKY = """
import logging
from campaign.errors import CampaignError, Rejected

__name__ = "campaign.leaky"
SECRET = "plant" "ed-7f3a9c"

def log(word=SECRET):
    logging.getLogger("some.library").debug("it is %s", word)

def note(word=SECRET):
    logging.getLogger("campaign").warning("refused", extra={"answer": word})

def refuse(word=SECRET):
    raise Rejected("refused", answer=word)

def chain(word=SECRET, hidden=False):
    try:
        raise ValueError(word)
    except ValueError as error:
        raise CampaignError("no more") from (None if hidden else error)

def fail(word=SECRET):
    raise RuntimeError(word)
"""
LEAKS = """
import gzip, logging, sqlite3, subprocess, sys
import openpyxl, pytest
import leaky
from leaky import SECRET

def test_leaks_log():
    leaky.log()

def test_leaks_extra():
    leaky.note()

def test_leaks_answer():
    with pytest.raises(Exception):
        leaky.refuse()

def test_leaks_cause():
    with pytest.raises(Exception):
        leaky.chain()

def test_leaks_foreign():
    with pytest.raises(RuntimeError):
        leaky.fail()

def test_leaks_output(capsys):
    print(SECRET)
    assert capsys.readouterr().out

def test_leaks_unread():
    print(SECRET)

def test_leaks_child():
    subprocess.run([sys.executable, "-c", "import leaky; print(leaky.SECRET)"], capture_output=True)

def test_leaks_database(tmp_path):
    with sqlite3.connect(tmp_path / "campaign.db") as database:
        database.execute("CREATE TABLE a (b)")
        database.execute("INSERT INTO a VALUES (?)", (SECRET,))
    database.close()

def test_leaks_workbook(tmp_path):
    book = openpyxl.Workbook()
    book.active["A1"] = SECRET
    book.save(tmp_path / "report.xlsx")

def test_leaks_packed(tmp_path):
    (tmp_path / "log.gz").write_bytes(gzip.compress(SECRET.encode()))

@pytest.fixture(scope="session")
def shared(tmp_path_factory):
    folder = tmp_path_factory.mktemp("shared")
    yield
    (folder / "report.html").write_text(SECRET)

def test_keeps_to_itself(tmp_path, shared):
    with pytest.raises(Exception):
        leaky.chain(hidden=True)
    leaky.log("nothing")
    logging.getLogger("network").debug(SECRET)
    (tmp_path / "report.html").write_text("nothing")

def test_leaks_shared(shared):
    pass
"""
CONFTEST = """
from tests import guard

def pytest_configure(config):
    config.pluginmanager.register(guard.Guard(), guard.NAME)
"""


@pytest.mark.slow
@pytest.mark.parametrize("workers", ["0", "2"])
def test_every_leak_fails_its_test(workers: str) -> None:
    """In a run of pytest by itself, with workers and without; the secret is not repeated."""
    # Not below `tmp_path`, which this run's own guard looks through.
    with TemporaryDirectory() as place:
        for name, text in (("leaky", LEAKY), ("test_leaks", LEAKS), ("conftest", CONFTEST)):
            Path(place, f"{name}.py").write_text(text, encoding="utf-8")
        options = f"-n {workers} --dist loadfile -p no:cacheprovider -rE --show-capture no"
        ended = subprocess.run(
            [
                sys.executable,
                "-m",
                "pytest",
                *options.split(),
                "--basetemp",
                f"{place}/made",
                place,
            ],
            env={**os.environ, "PYTHONPATH": f"{PROJECT}:{place}"},
            cwd=place,
            capture_output=True,
            text=True,
            check=False,
        )
    said = ended.stdout
    leaks = set(re.findall(r"def (test_leaks_\w+)", LEAKS))
    assert set(re.findall(r"^ERROR \S+::(\w+)", said, re.M)) == leaks and len(leaks) == 12, said
    assert f"{len(leaks) + 1} passed, {len(leaks)} errors" in said
    assert re.search(r"secrets in \d+ log lines, \d+ errors, \d+ outputs, \d+ files", said)
    assert " 0 " not in said.partition("looked for planted secrets")[2].partition("\n")[0]
    assert "7f3a9c" not in said + ended.stderr
