"""Decides which findings count, and how much.

::

    findings ─→ levels (the configuration's) ─→ ruling (what people let stand) ─→ what counts
                        codes: why each is there, and which of them bind everybody
"""
