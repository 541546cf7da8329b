"""From a post to the exact words of one channel: render, count, fit. Nothing is sent."""
