"""How people sign in: links, passkeys, and a provider of identities.

::

    entry      the page with all ways in; signing out
    links      a link by e-mail, and the page that a link opens
    passkeys   what a browser is asked, and what it answers
    provider   to the organisation's sign-in, and back
    browsers   which browser it is, and the cookie it gets
    mailing    the mail with a link
    wanted     the page that was wanted before, to which all ways lead
"""
