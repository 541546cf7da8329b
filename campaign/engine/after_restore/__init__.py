"""After an older copy of the database was put back: what is marked, who notices it, who looks."""
