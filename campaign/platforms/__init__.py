"""The networks: a package each, with the same file names, over one HTTP edge, in one registry.

::

    registry.py      one line a network: its package, its adapter's class
    facts.py         PlatformFacts: all that is known of a network without asking it
    protocols.py     what an adapter can do: Platform, and an ability a small Protocol
    <network>/
        facts.py         its FACTS; imports no adapter and no HTTP
        adapter.py       its class: the pure payloads(), the one publish(), its abilities
        message.py       the fields of its requests, made from a variant
        media.py         uploads pictures and films
        responses.py     reads and checks its answers: receipts, refusals, numbers
        timeline.py      its listing: which of an account's own posts is ours
        counts.py        the figures of a post
        reading.py       what readers get of a post, from an answer or from what was sent
        published.py     deletes, changes and reads a post, where that takes more than a path
        credentials.py   what a credential opens, and how it is renewed
        connecting.py    its extra steps while an account is connected
        client.py        how a request is made, where that takes more than a path and a token
    meta/            what Facebook, Instagram and Threads share
    connect/         how an account is connected, by what the facts say
    http/            the one HTTP edge
    public_media/    where networks fetch our pictures

A network has the files it needs, and no more. A file of another name (Bluesky's session and rich
text, X's shown text) holds something that no other network has. Several networks share the flat
files beside these folders.
"""
