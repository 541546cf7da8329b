"""The database: migrations, conditions, and several processes at once."""
