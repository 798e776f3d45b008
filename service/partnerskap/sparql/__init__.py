"""The SPARQL protocol over any RDF; knows nothing of partnerships."""
