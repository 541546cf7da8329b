"""LinkedIn's Posts API for organisations, as its documentation describes it."""
