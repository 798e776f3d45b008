"""Entering records: forms, submissions, their review and their history; knows nothing of HTTP."""
