"""The officer's desk: web pages over the same use cases as the command line.

::

    request ─ guard/      may it come in: host, origin, token, size, headers
            ─ routing     the route names the right that it needs
            ─ visitor     who is it: the session's person, with the roles of this moment
            ─ pages/      read with one use case, or act with one
            ─ rendering   a page; or, after an act, 303 to a page with a notice

`desk` holds what every route works with. `calendar_cache` has the compiled calendar by the state of
the files. `words` speaks the visitor's language. No page decides anything by itself.
"""
