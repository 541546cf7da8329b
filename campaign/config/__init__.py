"""The settings of one campaign: read from `config.toml`, every mistake told at once."""

from campaign.config.networks import NETWORKS, Network
from campaign.config.read import load
from campaign.config.secrets import client_secret, has_credential, secret, secrets
from campaign.config.settings import Config

__all__ = [
    "NETWORKS",
    "Config",
    "Network",
    "client_secret",
    "has_credential",
    "load",
    "secret",
    "secrets",
]
