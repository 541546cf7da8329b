"""What Facebook, Instagram and Threads share: the Graph API."""
