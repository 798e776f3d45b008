"""Records as tables: workbooks and CSV that people fill in, and what becomes of the cells."""
