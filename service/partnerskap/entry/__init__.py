"""Entering records: forms made from the shapes, plain JSON, and what comes in as RDF.

Pure core: knows nothing of HTTP, HTML or databases.
"""
