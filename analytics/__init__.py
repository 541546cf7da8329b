"""Collects engagement into the database and reports on it: metrics in, report out.

The database engine and the source of figures are handed in; nothing of `campaign` is imported.

    metrics   the values that go through the package, and the two sources it asks
    cadence   when a post is counted
    store     its tables, and the only statements that touch them
    collect   asks the sources for what is due and writes snapshots
    chosen    the posts of a report, in a temporary table beside the snapshots
    sums      what they add up to, worked out by the database
    listing   which of them are shown one by one
    posts     where posts come from, and those that are shown as values
    reading   one period read from snapshots, as one pure value: the report
    compare   two periods at the same age of their posts
    parts     what a report says beside these figures, each made by its own module
    sections  what is said of the report and of its parts, in one language: a document
    faces     a document as a page, PDF, workbook, CSV files and Markdown
    report    reads a period and writes its files
"""
