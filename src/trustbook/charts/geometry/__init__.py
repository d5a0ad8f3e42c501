"""Places, ways and lettering of what charts draw, in pixels."""
