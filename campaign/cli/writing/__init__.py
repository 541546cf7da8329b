"""The commands that write single posts: compose, edit and undo."""
