"""Time and memory of checking a corpus of a million codings, made here from a fixed seed.

Usage: python benchmarks/check_million.py [NUMBER OF CODINGS]
"""

import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd

from trustbook.checking.corpora import check_corpus
from trustbook.corpus.findings import Finding, number_of_faults

SEED = 1


def write_corpus(folder: Path, *, codings: int) -> None:
    """A corpus in `folder`: a fifth as many segments as codings, 330 codes, a few faults."""
    random = np.random.default_rng(SEED)
    segments = pd.Series([f"seg-{number:07}" for number in range(codings // 5)])
    themes = [f"theme-{number}" for number in range(5)]
    categories = [f"category-{number}" for number in range(25)]
    codes = [f"code-{number:03}" for number in range(300)]
    parents = (
        [""] * 5 + [themes[n % 5] for n in range(25)] + [categories[n % 25] for n in range(300)]
    )
    stakeholders = [f"S{number}" for number in range(40)]
    pd.DataFrame({"study": ["s1"], "label": ["One"], "title": ["One"]}).to_csv(
        folder / "studies.csv", index=False
    )
    pd.DataFrame(
        {"stakeholder": stakeholders, "label": stakeholders, "kind": "role", "level": "micro"}
    ).to_csv(folder / "stakeholders.csv", index=False)
    pd.DataFrame(
        {
            "code": [*themes, *categories, *codes],
            "label": "label",
            "kind": ["theme"] * 5 + ["category"] * 25 + ["code"] * 300,
            "parent": parents,
        }
    ).to_csv(folder / "codes.csv", index=False)
    pd.DataFrame(
        {
            "segment": segments,
            "study": "s1",
            "speaker": random.choice(stakeholders, len(segments)),
            "kind": "quotation",
            "meaning_unit": "in other words " + segments,
            "same_source_as": "",
        }
    ).to_csv(folder / "segments.csv", index=False)
    coded = pd.DataFrame(
        {
            "segment": np.repeat(segments.to_numpy(), 5),
            "code": np.array(codes)[_five_of(300, len(segments), random)],
            "coder": "C1",
        }
    )
    coded.loc[::100_000, "code"] = "cod-001"
    coded.to_csv(folder / "codings.csv", index=False)


def _five_of(number: int, segments: int, random: np.random.Generator) -> np.ndarray:
    """Five different codes for each segment."""
    first = random.integers(0, number, segments)
    return ((first[:, None] + np.array([0, 1, 7, 31, 101])) % number).ravel()


def peak_megabytes() -> float:
    """The largest memory this process had; 0 where the system does not tell."""
    try:
        import resource  # noqa: PLC0415 (not on Windows)
    except ImportError:
        return 0.0
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    """Print how long a check takes and what it finds."""
    codings = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_corpus(folder, codings=codings)
        before = peak_megabytes()
        start, used = time.perf_counter(), time.process_time()
        findings: list[Finding] = check_corpus(folder)
        seconds, used = time.perf_counter() - start, time.process_time() - used
    errors = number_of_faults(findings, severity="error")
    print(
        f"{codings:,} codings: {seconds:.1f} s ({used:.1f} s of processor), {errors} errors found"
    )
    print(f"peak memory {peak_megabytes():.0f} MB ({before:.0f} MB before the check)")


if __name__ == "__main__":
    main()
