"""How an account is connected: the steps by which each network gives a credential.

`ways.way` reads a network's facts. It gives a `Flow`, in which the account's owner authorizes us in
a browser, or an `Ask`, which names what the owner copies from the network's own pages.
"""
