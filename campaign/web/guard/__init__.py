"""What stands before every route of the desk.

::

    request → proxy: who asked, and was it by https      only from proxies that are named
            → hosts: is it meant for us                   421
            → origin: an unsafe method from another site  403
            → bodies: how large, how slow                 413, 408
            → the routes; a form's token is checked there (`tokens`), and how often (`limits`)
            → headers: what a browser may do with the answer
"""
