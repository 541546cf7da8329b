"""Broken and hostile files, made by chance: see the generators beside this file."""
