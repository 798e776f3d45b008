"""Teach schemathesis the media types of SPARQL; it loads this by ``SCHEMATHESIS_HOOKS``."""

import schemathesis

schemathesis.serializer.alias(
    ["application/sparql-query", "application/sparql-update"], "text/plain"
)
