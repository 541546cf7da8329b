"""Translations on their way to translators and back: pure values and texts.

::

    Post ─ units: one field of one copy, with its source, its state and its mark
      │
      ├─ table ───── a row a unit, for a spreadsheet (campaign.spreadsheet)
      └─ xliff ───── XLIFF 2.0; placeholders and links are protected elements (protected)
                        │
    edited file ─ Returned units ─ compare ─ edits, conflicts, mistakes

An edit is what changed in the file alone. A unit's mark says which source and which target it had
when it was exported, so that a change on both sides is seen.
"""
