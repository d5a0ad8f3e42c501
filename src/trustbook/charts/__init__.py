"""Charts, each named for what it shows."""
