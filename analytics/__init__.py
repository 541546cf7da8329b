"""Collects engagement into the database and reports on it: metrics in, report out.

The database engine and the source of figures are handed in; nothing of `campaign` is imported.

    metrics   the values that go through the package, and the two sources it asks
    cadence   when a post is counted
    store     the two tables, and the only statements that touch them
    collect   asks the sources for what is due and writes snapshots
    week      one ISO week read from snapshots
    compare   two weeks at the same age of their posts
    report    writes the page and the CSV files
"""
