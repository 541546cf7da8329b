"""Makes the exact words of one channel from a post. Nothing here does I/O.

::

    variant              one post for one channel; `notes` gathers the findings
      wording, render    fill in the placeholders that `grammar` allows
      fit, length        shorten by the template's ladder, as the network counts
      parts              the thread and the first comment
      links, tags, statement, picture
"""
