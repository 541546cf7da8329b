"""A signed JSON POST to an address of the owner's, as Standard Webhooks writes it."""
