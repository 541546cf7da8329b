"""The engine: publishes what is due, once, and learns what became of it."""
