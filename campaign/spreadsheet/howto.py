"""The page of the sheet that tells an officer how to use it."""

TITLE = "How to"

LINES = (
    ("This sheet is the campaign's calendar: one row is one post.", True),
    ("", False),
    ("Change what you like in the sheet Calendar, save the file, and import it:", False),
    ("    campaign sheet import calendar.xlsx", False),
    ("You are shown first what will change. Only cells that you changed are written.", False),
    ("", False),
    ("The columns", True),
    ("id: the post's own name. It never changes.", False),
    ("when: day and time, by the clock of each region. Also: week 2 Thursday 10:00", False),
    ("    A day needs its time. Midnight itself is written as text: 2026-12-05 00:00", False),
    ("zone: leave it empty. With a zone (Europe/Brussels) all post at the same moment.", False),
    ("channels: all, a region, a channel, or several with commas: north, south", False),
    ("facts, hashtags: several with commas; hashtags without #", False),
    ("layout: how the card looks; none for a post without a card", False),
    ("en headline, en text, en alt: the words in English, and so on for each language", False),
    ("state: draft until a native reader has read it, then reviewed", False),
    ("origin: ai when a machine wrote the words; model: which one. Else both are empty.", False),
    ("base (hidden): a mark the program needs. Leave it as it is.", False),
    ("", False),
    ("Good to know", True),
    ("{{ fact.F01 }} is a number from the list of facts. Keep it as it stands.", False),
    (
        '{{ date("2026-12-03") }} is a day in the words of the language. Keep it as it stands.',
        False,
    ),
    ("A new post: a new row at the end with an id of its own; leave base empty.", False),
    ("A row you delete deletes no post. Posts are deleted in their files.", False),
    ("Sorting, filtering, hiding and moving columns do no harm.", False),
    ("Formulas are not taken over: write the words themselves.", False),
    ("When somebody changed a post in the files meanwhile, your row is shown to you", False),
    ("as a conflict and nothing is overwritten: export anew and change it again.", False),
)
"""Each line, and whether it is a heading."""
