"""The settings of one campaign: read from `config.toml`, every mistake told at once."""

from campaign.config.networks import NETWORKS, Network
from campaign.config.read import load
from campaign.config.secrets import (
    client_secret,
    has_credential,
    notices_secret,
    secret,
    secrets,
)
from campaign.config.settings import Config, Notices

__all__ = [
    "NETWORKS",
    "Config",
    "Network",
    "Notices",
    "client_secret",
    "has_credential",
    "load",
    "notices_secret",
    "secret",
    "secrets",
]
