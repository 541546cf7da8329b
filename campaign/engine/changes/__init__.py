"""What is done to posts that are out: parts are taken back, newest first, or their words replaced.

::

    asked (a person, committed) → working (a worker's claim and a try, committed) → request
        done       the network did it                  → the last part closes the publication
        unknown    no answer, or the lease ended       → read, and asked once more
        asked      not now (wait, no credential)       → tried again later
        by-hand    no program can delete it there      → a person does, and says so
        failed     the network refuses this edit       → a person decides
    dropped        it never went out, or nobody wants it any more

`on_their_way` looks at what had not arrived when it was asked for, `carry_out` goes through the
channels, `perform` does one part, `closing` says what follows for the publication.
"""
