"""What programs may do here: the tokens that let them in, and the webhooks that tell them.

::

    tokens.py      make, list and end tokens; whom a token lets in, and as whom
    webhooks.py    make, list, pause and end the addresses that hear of publications
    events.py      which entries of the record are events, and what is told of each
    deliver.py     record ─(cursor)→ deliveries ─(claim, sign, send)→ receivers
    health.py      whether publishing goes on, for monitors
    metrics.py     figures about publishing, for Prometheus
"""
