"""Facebook pages."""
