"""Translations: how they stand, who called them right, and their way to translators and back.

::

    content ─ matrix ── language × post, with what changed in each source since
       │
       ├─ accept ────── "it still fits": state and `of` are written into the post's file
       ├─ exchange ──── files for translators (XLSX, XLIFF 2.0), and what came back
       └─ machine_words what machines wrote and drew, and what that asks for
"""
