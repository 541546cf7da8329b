"""Targets against actuals."""
