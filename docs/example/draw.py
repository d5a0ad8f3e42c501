"""The network of the made-up example, drawn from its table and map as `build` would draw it.

Usage: python docs/example/draw.py

Writes assets/trustbook/example-network.svg, which the page on other software shows.
"""

import tempfile
from pathlib import Path

from trustbook.charts.stakeholder_network import stakeholder_network
from trustbook.corpus.reading import read_corpus
from trustbook.exchange.importing import import_corpus
from trustbook.networks.tie_tables import source_unit, sources, ties
from trustbook.pages.figures import static_svg

HERE = Path(__file__).parent
PICTURE = HERE.parents[1] / "assets" / "trustbook" / "example-network.svg"


def picture() -> str:
    """The network as SVG on white."""
    with tempfile.TemporaryDirectory() as folder:
        made = import_corpus(
            HERE / "discharge.csv",
            into=Path(folder) / "discharge",
            map_file=HERE / "discharge.map.yml",
            new_key=Path(folder) / "secret.key",
        )
        corpus = read_corpus(made.folder)
        tables = {name: corpus.table(name) for name in ("stakeholders", "concepts", "studies")}
        relations, segments = corpus.table("relations"), corpus.table("segments")
    chart = stakeholder_network(
        ties(relations, segments=segments, concepts=tables["concepts"]),
        **tables,
        n_sources=sources(segments).nunique(),
        unit=source_unit(segments),
    )
    svg = static_svg(chart.properties(background="white").to_dict(), name="example-network")
    return svg + "\n"


if __name__ == "__main__":
    PICTURE.write_text(picture(), encoding="utf-8", newline="\n")
