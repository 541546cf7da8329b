"""PostgreSQL over TLS: `sslmode=verify-full` lets nobody else pose as the database."""

from __future__ import annotations

import ssl
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import make_url, text

from campaign.errors import StorageError
from campaign.storage.database import open_database
from tests.config.conftest import SMALL, load
from tests.storage.tls_front import Authority, Front


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    """The authority that the database's owner trusts."""
    return Authority(tmp_path, "trusted")


def _behind(postgres_url: str) -> str:
    """The socket file of the PostgreSQL of the tests."""
    folder = make_url(postgres_url).query["host"]
    assert isinstance(folder, str)
    return f"{folder}/.s.PGSQL.5432"


def _over_tls(postgres_url: str, host: str, front: Front, root: Path) -> str:
    """The address with TLS, as it stands in a configuration."""
    url = make_url(postgres_url)
    asked = {"sslmode": "verify-full", "sslrootcert": str(root)}
    made = url.set(host=host, port=front.port, query=asked)
    return made.render_as_string(hide_password=False)


def test_the_database_is_reached_over_tls(empty_postgres: str, authority: Authority) -> None:
    """Every statement of the program goes through it, from the first migration on."""
    with Front(_behind(empty_postgres), authority.server("localhost")) as front:
        database = open_database(_over_tls(empty_postgres, "localhost", front, authority.root))
        with database.read() as connection:
            assert connection.scalar(text("SELECT count(*) FROM alembic_version"))
        database.close()
    assert front.encrypted


def test_an_address_of_numbers_is_verified_too(empty_postgres: str, authority: Authority) -> None:
    """By the address in the certificate."""
    with Front(_behind(empty_postgres), authority.server("127.0.0.1")) as front:
        open_database(_over_tls(empty_postgres, "127.0.0.1", front, authority.root)).close()
    assert front.encrypted


@pytest.mark.parametrize("wrong", ["name", "authority", "date", "no TLS", "no root"])
def test_another_server_is_refused(
    wrong: str, empty_postgres: str, authority: Authority, tmp_path: Path
) -> None:
    """Before anything is said to it: another name, an unknown authority, a certificate that ended,
    a server without TLS, and a root certificate that is not there.
    """
    contexts: dict[str, Callable[[], ssl.SSLContext | None]] = {
        "name": lambda: authority.server("other.example"),
        "authority": lambda: Authority(tmp_path, "unknown").server("localhost"),
        "date": lambda: authority.server("localhost", ended=True),
        "no TLS": lambda: None,
        "no root": lambda: authority.server("localhost"),
    }
    root = tmp_path / "nowhere.pem" if wrong == "no root" else authority.root
    with (
        Front(_behind(empty_postgres), contexts[wrong]()) as front,
        pytest.raises(StorageError) as refused,
    ):
        open_database(_over_tls(empty_postgres, "localhost", front, root))
    assert any(word in str(refused.value) for word in ("SSL", "certificate", "TLS"))


def test_the_configuration_hands_the_address_on(tmp_path: Path) -> None:
    """Its parameters stay as they were written."""
    small = tmp_path / "config.toml"
    address = (
        "postgresql+psycopg://campaign@db.example/campaign"
        "?sslmode=verify-full&sslrootcert=/etc/campaign/root.pem"
    )
    small.write_text(f'database = "{address}"\n{SMALL}', encoding="utf-8")
    assert load(small).database == address
