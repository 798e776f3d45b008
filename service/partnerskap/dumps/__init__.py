"""The published data as files, made once a version and kept: what they are, and how they are made.

``shelf.Shelf.at(version)`` gives a version's files with sizes, media types and checksums.
"""
