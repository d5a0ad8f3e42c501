"""A large coded corpus, made from a fixed seed, to weigh and time what is made of it.

    python benchmarks/large_corpus.py FOLDER [--codings N] [--stakeholders N] [--ties N] [--parquet]

Five codings for each segment, four of one coder and one of another; every fifth segment states a
relation unless a number of ties is given, each of which one segment states.
"""

import argparse
from pathlib import Path

import numpy as np
import pandas as pd

SEED = 1
STUDIES, CODES, STAKEHOLDERS, CASES, ORGANISATIONS = 5, 100, 12, 400, 25
CODINGS = 200_000
OF_A_SEGMENT = np.array([0, 1, 7, 31])  # how far apart the codes of the first coder are
IN_AN_ENCOUNTER = 50  # segments
SENTENCES = 5_000
WORDS = (
    "trust grew slowly where people met often and kept what they had promised while the rules of "
    "each organisation pulled them apart and nobody knew who would answer the next question"
)


def named(name: str, numbers: np.ndarray) -> pd.Series:
    """The short names with these numbers."""
    different, place = np.unique(numbers, return_inverse=True)
    return pd.Series([f"{name}-{number:07}" for number in different], dtype="object").take(place)


def meaning_units(n: int, random: np.random.Generator) -> list[str]:
    """So many different meaning units of eight to twenty words."""
    words = WORDS.split()
    sentences = [
        " ".join(random.choice(words, length)) for length in random.integers(8, 20, SENTENCES)
    ]
    return [f"{sentences[number % SENTENCES].capitalize()} ({number})" for number in range(n)]


def segments_of(n: int, people: np.ndarray, random: np.random.Generator) -> pd.DataFrame:
    """So many segments: the voices of cases, some hundred in each study."""
    case, number = random.integers(0, CASES, n), np.arange(n)
    return pd.DataFrame(
        {
            "segment": named("segment", number).to_numpy(),
            "study": named("study", number * STUDIES // max(n, 1)).to_numpy(),
            "encounter": named("encounter", encounter_of(number)).to_numpy(),
            "speaker": people[case % len(people)],
            "case": named("case", case).to_numpy(),
            "kind": random.choice(["quotation", "observation", "finding"], n),
            "section": named("section", random.integers(1, 12, n)).to_numpy(),
            "meaning_unit": meaning_units(n, random),
            "same_source_as": "",
        }
    )


def encounter_of(segment: np.ndarray) -> np.ndarray:
    """The number of the encounter of each segment; none reaches from one study into another."""
    n = len(segment)
    study = segment * STUDIES // max(n, 1)
    return study * (n // IN_AN_ENCOUNTER + 1) + segment // IN_AN_ENCOUNTER


def codings_of(segments: pd.DataFrame, random: np.random.Generator) -> pd.DataFrame:
    """Four codes of one coder for each segment, and one of another, mostly the same."""
    n, own = len(segments), len(OF_A_SEGMENT)
    first = random.integers(0, CODES, n)[:, None] + OF_A_SEGMENT
    other = np.where(random.random(n) < 0.7, first[:, 0], first[:, 0] + 13)
    codes = np.column_stack([first, other]) % CODES
    return pd.DataFrame(
        {
            "segment": np.repeat(segments["segment"].to_numpy(), own + 1),
            "code": named("code", codes.ravel()).to_numpy(),
            "coder": np.tile(np.repeat(np.array(["C1", "C2"], dtype="object"), [own, 1]), n),
        }
    )


def relations_of(
    segments: pd.DataFrame, people: np.ndarray, ties: int, random: np.random.Generator
) -> pd.DataFrame:
    """So many different ties, some stated several times; else one in every fifth segment."""
    n_others = len(people) - 1
    if ties:
        pair = random.choice(len(people) * n_others, ties, replace=False)
        pair = np.repeat(pair, random.geometric(0.6, ties))
    else:
        pair = random.integers(0, len(people) * n_others, len(segments) // 5)
    truster, step, n = pair // n_others, pair % n_others + 1, len(pair)
    return pd.DataFrame(
        {
            "relation": named("relation", np.arange(n)).to_numpy(),
            "segment": segments["segment"].to_numpy()[
                np.linspace(0, len(segments) - 1, n, dtype=int)
            ],
            "truster": people[truster],
            "trustee": people[(truster + step) % len(people)],
            "concept": random.choice(["trust", "distrust"], n),
            "level": random.choice(["micro", "meso"], n),
            "coder": "C1",
        }
    )


def frames(n: int, *, stakeholders: int = STAKEHOLDERS, ties: int = 0) -> dict[str, pd.DataFrame]:
    """The tables of a corpus of so many codings."""
    random = np.random.default_rng(SEED)
    people = named("person", np.arange(stakeholders)).to_numpy()
    segments = segments_of(n // (len(OF_A_SEGMENT) + 1), people, random)
    codes, themes = named("code", np.arange(CODES)), named("theme", np.arange(STUDIES))
    studies, cases = named("study", np.arange(STUDIES)), named("case", np.arange(CASES))
    met = segments[["encounter", "study"]].drop_duplicates()
    n_people = np.arange(stakeholders)
    return {
        "studies": pd.DataFrame({"study": studies, "label": "Study of " + studies,
                                 "title": studies, "year": 2020}),
        "encounters": met.assign(data_type="Interviews", mode="individual"),
        "stakeholders": pd.DataFrame({"stakeholder": people, "label": "Group of " + people,
                                      "kind": "role",
                                      "organisation": named("house", n_people % ORGANISATIONS),
                                      "level": np.resize(["micro", "meso"], stakeholders)}),
        "cases": pd.DataFrame({"case": cases, "stakeholder": np.resize(people, CASES)}),
        "codes": pd.DataFrame({
            "code": [*themes, *codes], "label": [*("Label of " + themes), *("Label of " + codes)],
            "kind": ["theme"] * STUDIES + ["code"] * CODES,
            "parent": [""] * STUDIES + list(np.resize(themes, CODES)),
            "definition": "What the code stands for",
        }),
        "segments": segments,
        "codings": codings_of(segments, random),
        "concepts": pd.DataFrame({"concept": ["trust", "distrust"], "label": ["Trust", "Distrust"],
                                  "sign": [1, -1]}),
        "relations": relations_of(segments, people, ties, random),
    }  # fmt: skip


def write_corpus(folder: Path, tables: dict[str, pd.DataFrame], *, parquet: bool = False) -> None:
    """Write the tables into the folder, the three largest as Parquet where that is asked for."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, frame in tables.items():
        if parquet and name in ("segments", "codings", "relations"):
            import duckdb  # noqa: PLC0415 - of the extra `large`

            duckdb.from_df(frame).write_parquet(str(folder / f"{name}.parquet"))
        else:
            frame.to_csv(folder / f"{name}.csv", index=False)


def main() -> None:
    """Write the corpus that is asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--codings", type=int, default=CODINGS)
    parser.add_argument("--stakeholders", type=int, default=STAKEHOLDERS)
    parser.add_argument("--ties", type=int, default=0)
    parser.add_argument("--parquet", action="store_true")
    asked = parser.parse_args()
    tables = frames(asked.codings, stakeholders=asked.stakeholders, ties=asked.ties)
    write_corpus(asked.folder, tables, parquet=asked.parquet)


if __name__ == "__main__":
    main()
