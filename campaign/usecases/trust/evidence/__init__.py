"""The export of evidence: one ZIP that an auditor opens and checks without this program.

::

    chosen.py     which publications a span of days is about
    contents.py   writes everything into the ZIP, a post at a time
    ├── rows.py       what of a story stands in which table
    ├── tables.py     tables as CSV files, row by row
    └── chain.py      the part of the record that the posts need, and its seals
    archive.py    the ZIP: the same bytes for the same contents, a manifest, whole or not there
    export.py     the use case: who may, where it is written, what the record says of it
    verify.py     goes into the ZIP as it is: checks an export with standard Python alone
"""
