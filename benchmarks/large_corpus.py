"""A large coded corpus, made from a fixed seed, to weigh the book of.

    python benchmarks/large_corpus.py FOLDER [SEGMENTS]

Four codes for each segment; 50,000 segments and 200,000 codings unless said otherwise.
"""

import sys
from pathlib import Path

import numpy as np
import pandas as pd

SEED = 1
STUDIES, CODES, STAKEHOLDERS, CASES = 5, 100, 12, 400
WORDS = (
    "trust grew slowly where people met often and kept what they had promised while the rules of "
    "each organisation pulled them apart and nobody knew who would answer the next question"
)


def sentences(n: int, random: np.random.Generator) -> list[str]:
    """So many meaning units of eight to twenty words."""
    lengths = random.integers(8, 20, n)
    return [" ".join(random.choice(WORDS.split(), length)).capitalize() for length in lengths]


def frames(n: int) -> dict[str, pd.DataFrame]:
    """The tables of a corpus of so many segments."""
    random = np.random.default_rng(SEED)
    studies = [f"study-{number}" for number in range(1, STUDIES + 1)]
    codes = [f"code-{number:03}" for number in range(CODES)]
    people = [f"S{number:02}" for number in range(STAKEHOLDERS)]
    case = random.integers(0, CASES, n)
    segments = pd.DataFrame(
        {
            "segment": [f"seg-{number:06}" for number in range(n)],
            "study": np.sort(random.choice(studies, n)),
            "speaker": np.array(people)[case % STAKEHOLDERS],
            "case": [f"case-{number}" for number in case],
            "kind": random.choice(["quotation", "observation", "finding"], n),
            "section": [f"Section {number}" for number in random.integers(1, 12, n)],
            "meaning_unit": sentences(n, random),
            "same_source_as": "",
        }
    )
    spoken = segments.sample(n // 5, random_state=SEED).sort_values("segment")
    truster = random.integers(0, STAKEHOLDERS, len(spoken))
    trustee = (truster + random.integers(1, STAKEHOLDERS, len(spoken))) % STAKEHOLDERS
    first = random.integers(0, CODES, n)[:, None] + np.array([0, 1, 7, 31])
    return {
        "studies": pd.DataFrame({"study": studies, "label": [f"Study of {s}" for s in studies],
                                 "title": studies, "year": 2020}),
        "stakeholders": pd.DataFrame({"stakeholder": people,
                                      "label": [f"Group {n}" for n in range(1, 13)],
                                      "kind": "role",
                                      "organisation": np.resize(["A", "B", "C"], 12),
                                      "level": np.resize(["micro", "meso"], 12)}),
        "cases": pd.DataFrame({"case": [f"case-{number}" for number in range(CASES)],
                               "stakeholder": np.resize(people, CASES)}),
        "codes": pd.DataFrame({
            "code": [f"theme-{t}" for t in range(5)] + codes,
            "label": [f"Theme {t}" for t in range(5)] + [f"Label of {c}" for c in codes],
            "kind": ["theme"] * 5 + ["code"] * CODES,
            "parent": [""] * 5 + [f"theme-{number % 5}" for number in range(CODES)],
            "definition": "What the code stands for",
        }),
        "segments": segments,
        "codings": pd.DataFrame({"segment": np.repeat(segments["segment"].to_numpy(), 4),
                                 "code": np.array(codes)[first % CODES].ravel(), "coder": "C1"}),
        "concepts": pd.DataFrame({"concept": ["trust", "distrust"], "label": ["Trust", "Distrust"],
                                  "sign": [1, -1]}),
        "relations": pd.DataFrame({
            "relation": [f"r-{number:06}" for number in range(len(spoken))],
            "segment": spoken["segment"].to_numpy(),
            "truster": np.array(people)[truster], "trustee": np.array(people)[trustee],
            "concept": random.choice(["trust", "distrust"], len(spoken)),
            "level": "micro", "coder": "C1",
        }),
    }  # fmt: skip


def main(folder: Path, n: int = 50_000) -> None:
    """Write the tables of the corpus into the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, frame in frames(n).items():
        frame.to_csv(folder / f"{name}.csv", index=False)


if __name__ == "__main__":
    main(Path(sys.argv[1]), *map(int, sys.argv[2:]))
