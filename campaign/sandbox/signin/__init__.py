"""How an owner lets an application in, as far as all networks do it alike.

::

    endpoints ─ask→ consent page ─yes→ consent code ─redeem→ tokens

The networks keep their own addresses, rights, lifetimes and the words in which they refuse.
"""
