"""From the calendar to what may go out: compile, check on cards, plan, apply, approve, preview."""
