"""Draws cards: the pictures of a campaign, made from words and a brand alone.

::

    brandfile → Brand         fonts, colours, sizes
    draw        card + brand → scene → PNG or JPEG
      layouts     where each element stands: statement, figure, quote
      setting     the elements that all layouts share; emblem, motif
      text        the largest size that fits; linebreak, ink, glyphs, fonts
"""
