"""What people do while a campaign runs: look, pause, decide, reschedule, connect, restore."""
