"""Records: their journal, their validation and their views; knows nothing of HTTP."""
