"""What is wrong with columns that point at rows of their own table."""

import pandas as pd


def cycles(parents: "pd.Series[str]") -> list[list[str]]:
    """The cycles among `parents` (the parent of each name, by name), each from its smallest name.

    >>> cycles(pd.Series({"a": "b", "b": "a", "c": "a"}))
    [['a', 'b']]
    """
    above = dict(zip(parents.index.astype("str"), parents.astype("str"), strict=True))
    settled: set[str] = set()
    found: list[list[str]] = []
    for start in sorted(above):
        path: dict[str, int] = {}
        name = start
        while name in above and name not in settled and name not in path:
            path[name] = len(path)
            name = above[name]
        if name in path:
            found.append(_from_smallest(list(path)[path[name] :]))
        settled |= set(path)
    return sorted(found)


def _from_smallest(cycle: list[str]) -> list[str]:
    start = cycle.index(min(cycle))
    return cycle[start:] + cycle[:start]
