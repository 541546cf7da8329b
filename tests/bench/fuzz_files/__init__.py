"""Thousands of broken files, each given to `campaign check` in a small project.

A module a kind of file, with ``inputs(random, count)``: it gives the file's path in the project and
its bytes. `judge` runs the check and says what has to hold; `__main__` is the command. Nothing in
an input is aimed at a mistake of other people's software: files are cut, bytes are changed, and
what stands in them is moved, repeated, nested and replaced by what nobody can mean.
"""
