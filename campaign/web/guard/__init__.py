"""What a request has to pass before a page sees it."""
