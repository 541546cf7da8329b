"""The content calendar: text in, values out, and text again.

::

    text ─tree→ keys with lines ─schema, read→ Post ─select, resolve, expand→ Placements
    Post's file ─write→ the same file with single keys changed

Nothing here touches a disk, a network or a clock; `campaign.content` reads the files.
"""
