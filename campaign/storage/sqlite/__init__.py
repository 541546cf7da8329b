"""What is SQLite's own: the file behind a connection, and what its errors mean."""
