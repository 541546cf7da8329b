"""Decides about publications; each function takes values and returns values, and does no I/O.

::

    diff        what `campaign plan` shows: add, change, move, cancel
    gate        may this publication go out now?             (grace: until when)
    pace        how many posts a network takes in which time
    retry       what follows an error
    lifecycle   which state may follow which
    cost        what a network charges
    skew        how far two clocks may differ
"""
