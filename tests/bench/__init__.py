"""What is measured, and what is broken on purpose, over minutes rather than seconds."""
