"""The deposit of a book: its files, their checksums and their description."""
