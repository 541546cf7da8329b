"""Compares the record with itself, with the tables, the pictures and the sealed heads.

::

    chain          every entry in its order: number, hash, commitments, what is missing or forgotten
    publications   each publication, its history, tries and parts, as its entries tell it
    variants       each finished variant and its pictures
    rows           approvals, releases, people: the newest image of each row
    heads          the sealed heads outside the database, and their timestamps

`verify` runs all of it and holds a bounded part of the record in memory. It believes nothing of
what it reads (`storage.raw_rows`), and changes nothing.
"""
