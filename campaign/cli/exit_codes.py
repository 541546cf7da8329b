"""How a command ends: 0 done, 1 findings or failures, 2 wrong usage or configuration."""

from __future__ import annotations

DONE, FINDINGS, WRONG = 0, 1, 2
