"""Where the desk listens unless something else is said."""

from typing import Final

LOOPBACK: Final = "127.0.0.1"
DEFAULT_PORT: Final = 8780
