"""What people and daemons do with a campaign: one module for each task."""
