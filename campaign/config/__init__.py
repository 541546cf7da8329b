"""The settings of one campaign: read from `config.toml`; every mistake is reported at once."""

from campaign.config.read import load
from campaign.config.secrets import (
    client_secret,
    desk_mail,
    notices_secret,
    reader_secret,
    secret,
    secrets,
    single_sign_on_secret,
)
from campaign.config.settings import (
    Config,
    DeskSettings,
    MachinesSettings,
    Notices,
    Reader,
    SingleSignOn,
)

__all__ = [
    "Config",
    "DeskSettings",
    "MachinesSettings",
    "Notices",
    "Reader",
    "SingleSignOn",
    "client_secret",
    "desk_mail",
    "load",
    "notices_secret",
    "reader_secret",
    "secret",
    "secrets",
    "single_sign_on_secret",
]
