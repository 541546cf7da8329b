"""No file names the machine it was written on or the place its packages came from."""

from __future__ import annotations

import json
import re
import tomllib

import pytest

from tests.laws.house import ROOT, texts

# Each word with one letter in brackets, so that this file does not find itself.
MACHINE = re.compile(
    r"(?<![\w.~/-])/(?:hom[e]|User[s]|roo[t]|wor[k]|workspac[e]|mn[t]|tm[p])/[\w.]|\b[A-Z]:\\User[s]"
)
REGISTRY = re.compile(
    r"pyp[i]\.|pythonhoste[d]|npmj[s]|yarnpk[g]|anacond[a]\.|artifactor[y]|jfro[g]"
    r"|prox[y]\.golang|(?<!-emit)-index-ur[l]|registr[y]\.(?:npm|yarn)|registr[y]\s*=\s*http",
    re.IGNORECASE,
)


def test_no_file_names_a_machine() -> None:
    """The house stands anywhere."""
    named = [f"{name}: {found[0]}" for name, text in texts() for found in MACHINE.finditer(text)]
    assert named == []


def test_no_file_names_a_package_registry() -> None:
    """Where packages come from is the business of whoever installs them."""
    named = [f"{name}: {found[0]}" for name, text in texts() for found in REGISTRY.finditer(text)]
    assert named == []


def test_the_searches_are_awake() -> None:
    """They find what they look for (written with a dot in the middle), and nothing else."""
    for path in ("/ho·me/ada/x", ' "/t·mp/x"', "C:\\Us·ers\\ada"):
        assert MACHINE.search(path.replace("·", "")), path
    for path in ("https://a.example/home/x", "var/tmp/x", "/srv/campaign", "/api/v1/media"):
        assert not MACHINE.search(path), path
    for host in ("https://py·pi.org/simple", "registry.np·mjs.org", "--index-·url x"):
        assert REGISTRY.search(host.replace("·", "")), host
    assert not REGISTRY.search("--no-emit-index-url --no-annotate")


@pytest.mark.parametrize(
    ("lock", "group"), [("requirements.lock", "build"), ("requirements-dev.lock", "dev")]
)
def test_every_pinned_package_has_hashes_and_no_address(lock: str, group: str) -> None:
    """What is installed is what was looked at, from wherever it comes."""
    packages = _pinned(lock)
    form = re.compile(r"([a-z0-9.-]+)==\S+(?: ; [^:@]+?)?(?:\s+--hash=sha256:[0-9a-f]{64})+")
    wrong = [package for package in packages if not form.fullmatch(package.strip())]
    assert wrong == []
    pinned = {package.partition("==")[0] for package in packages}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    wanted = [*project["project"]["dependencies"], *project["dependency-groups"][group]]
    names = {re.split(r"[<>=~\[ ]", name)[0] for name in wanted if isinstance(name, str)}
    assert names <= pinned


def test_a_machine_that_publishes_gets_no_tools_of_development() -> None:
    """What runs is in both locks at the same versions; what tests is in the second alone."""
    running, developing = (
        {line.split()[0] for line in _pinned(lock)}
        for lock in ("requirements.lock", "requirements-dev.lock")
    )
    assert running < developing
    names = {line.partition("==")[0] for line in running}
    assert names.isdisjoint({"pytest", "mypy", "ruff", "playwright", "hypothesis", "atproto"})


def _pinned(lock: str) -> list[str]:
    text = (ROOT / lock).read_text()
    bare = "\n".join(line for line in text.splitlines() if not line.startswith("#"))
    return bare.replace("\\\n", "").splitlines()


NODE = ("tests/pds/node20", "tests/pds/node22", "tests/sandbox/clients", "tests/web/axe")


@pytest.mark.parametrize("folder", NODE)
def test_every_pinned_node_package_has_a_hash_and_no_address(folder: str) -> None:
    """The same for the real Bluesky server, and for the clients with which the sandbox is tried."""
    lock = json.loads((ROOT / folder / "package-lock.json").read_text())
    packages = {name: package for name, package in lock["packages"].items() if name}
    assert packages
    assert [name for name, package in packages.items() if "integrity" not in package] == []
    assert [name for name, package in packages.items() if "resolved" in package] == []
    wanted = json.loads((ROOT / folder / "package.json").read_text())["dependencies"]
    assert {name: packages[f"node_modules/{name}"]["version"] for name in wanted} == wanted


def test_every_folder_of_node_packages_is_looked_at() -> None:
    """A lock that no test knows would be checked by nobody."""
    locks = {name.rpartition("/")[0] for name, _ in texts() if name.endswith("package-lock.json")}
    assert locks == set(NODE)
