"""Teach schemathesis our media types; it loads this by ``SCHEMATHESIS_HOOKS``."""

import schemathesis

schemathesis.serializer.alias(
    ["application/sparql-query", "application/sparql-update", "application/rdf-patch"], "text/plain"
)
