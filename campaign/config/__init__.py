"""The settings of one campaign: read from `config.toml`, every mistake told at once."""

from campaign.config.read import load
from campaign.config.secrets import (
    client_secret,
    notices_secret,
    secret,
    secrets,
)
from campaign.config.settings import Config, Notices

__all__ = [
    "Config",
    "Notices",
    "client_secret",
    "load",
    "notices_secret",
    "secret",
    "secrets",
]
