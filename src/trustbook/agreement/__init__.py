"""Agreement between coders, from plain tables of anybody's."""
