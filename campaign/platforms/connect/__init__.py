"""How an account is connected: what each network wants to see before it gives a credential.

`ways.way` makes of a network's facts either a `Flow`, in which the account's owner says yes in a
browser, or an `Ask`, for what the owner copies from the network's own pages.
"""
