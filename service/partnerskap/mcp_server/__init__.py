"""Tools with which a language model reads the graph, over the Model Context Protocol."""
