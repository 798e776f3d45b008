"""What holds the RDF: terms, loading, the engine, labels and search; knows nothing of HTTP."""
