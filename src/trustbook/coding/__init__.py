"""Codes and what they are given to: codebook, co-occurrence, saturation, groups."""
