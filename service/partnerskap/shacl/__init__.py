"""SHACL Core and SHACL-SPARQL, compiled: takes triples, gives findings, knows no partnerships."""
