"""What the house remembers: one database, embedded SQLite or PostgreSQL."""
