"""What Facebook, Instagram and Threads have in common in the sandbox.

::

    routes      which network a shared address belongs to
    tokens      how tokens age and are renewed
    media       what is fetched for a post, and how it is judged
    containers  the two steps of Instagram and Threads
    shortcodes  a post's number as its address writes it
    answers     refusals, lists, figures
"""
