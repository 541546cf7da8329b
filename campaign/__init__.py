"""Social media campaigns from a content calendar: planned, approved, published once, measured."""

__version__ = "0.1.0"
