"""How people sign in: links, passkeys, and a provider of identities."""
