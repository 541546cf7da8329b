"""The engine, on real databases and networks that do what a test orders."""
