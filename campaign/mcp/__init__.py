"""The campaign for assistants: an MCP server that reads, and writes drafts; nothing goes out by it.

::

    server.py    joins the tools; over a pipe (stdio) or over HTTP with tokens
    source.py    what tools work with: the calendar, the database, who asks, and for what
    reading.py   tools that read
    writing.py   tools that write drafts, each of which says that a machine wrote it

Approving, planning, publishing, withdrawing and connecting are not here. What is drafted is a file
that people read, plan and approve like any other.
https://modelcontextprotocol.io/specification/
"""
