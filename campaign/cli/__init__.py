"""The command line: one file a command group. A door reads the clock and the terminal."""
