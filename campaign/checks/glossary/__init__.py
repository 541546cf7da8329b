"""Finds the terms of a glossary in texts.

::

    lexicon (one language's terms) ─→ forms (which words)
                                  └─→ surroundings (how they are meant)
"""
