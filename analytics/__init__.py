"""Collects engagement into the database and reports on it: metrics in, report out.

The database engine and the source of figures are handed in; nothing of `campaign` is imported.

    metrics   the values that go through the package, and the two sources it asks
    cadence   when a post is counted
    store     the two tables, and the only statements that touch them
    collect   asks the sources for what is due and writes snapshots
    chosen    the posts of a report, in a temporary table beside the snapshots
    sums      what they add up to, worked out by the database
    listing   which of them are shown one by one
    posts     where posts come from, and those that are shown as values
    compare   two periods at the same age of their posts
    reading   one period as values
    report    writes the page, the PDF, the workbook and the other files
"""
