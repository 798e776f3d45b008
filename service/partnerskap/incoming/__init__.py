"""Reads what people send: bytes in, triples out, each with its place in the sender's input."""
