"""Look after identifiers and links: their form, whether they are used once, whether they lead."""
