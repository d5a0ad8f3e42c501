"""Claims: what the studies print, computed again from the tables."""
