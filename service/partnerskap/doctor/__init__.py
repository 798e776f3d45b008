"""Judges anyone's data catalogue by our restatement of DCAT's profiles, and scores it.

Takes triples, gives reports and scores. Nothing is fetched, nothing is saved.
"""
