"""The API for programs, under /api/v1: the same use cases as the pages, as JSON with tokens.

::

    app.py          joins the resources; OpenAPI 3.1 at /api/v1/openapi.json
    access.py       Authorization: Bearer; scopes; how often a token may ask
    idempotency.py  Idempotency-Key: a request that is sent again is carried out once
    problems.py     every refusal as application/problem+json (RFC 9457)
    pages.py        cursors and bounds of lists
    posts.py, publications.py, calendar.py, figures.py      the resources

No cookie is read or set here. Approving is left to people at the desk and at their links.
"""
