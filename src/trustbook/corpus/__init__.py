"""A coded corpus: its schema, its files and its tables."""
