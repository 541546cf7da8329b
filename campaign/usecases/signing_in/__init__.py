"""How people sign in to the desk, and for how long.

::

    links       a link by e-mail, one that an admin hands over, one of the first start ─┐
    passkeys    a passkey: asked, answered, its signature checked                      ─┼→ sessions
    provider    the organisation's sign-in: a verified e-mail address                  ─┘
    first_person    the first start: registers who works with the campaign from now on
    profile     what people set for themselves: name, language, keys, passkeys

Nothing here makes a person but `first_person`, once. What is kept of a token is its hash.
"""
