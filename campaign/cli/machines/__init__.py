"""Commands about other programs: what lets them in, and what tells them."""
