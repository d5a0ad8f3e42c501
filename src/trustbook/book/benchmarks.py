"""The figures of speed that are committed, as `make bench` wrote them."""

import json
from pathlib import Path
from typing import Any

BENCHMARKS = Path(__file__).with_name("benchmarks.json")


def read_benchmarks() -> dict[str, Any]:
    """The machine that was measured on, and the figures, each beside its peer."""
    measured: dict[str, Any] = json.loads(BENCHMARKS.read_text(encoding="utf-8"))
    return measured
