"""Begin: a new project's folder from some answers, and a new post's file from a title.

::

    answers   what was answered            read and checked, each mistake with its line
    supplies  what the program brings      statements, first words, templates, brand, fonts
    channels  answers → channels           each with a name and an account
    config    answers → config.toml
    folder    answers → every file         as texts and bytes
    place     files → the folder           all of them or none
    slug      a title → an id
    new_post  a title → a post's file
"""
