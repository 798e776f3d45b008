"""Linking both ways: other people's names and numbers to our records, and ours to other data.

Pure over one version of the graph; nothing here knows of HTTP.
"""
