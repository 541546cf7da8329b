"""LinkedIn pages."""
