"""The argument and the options that several commands share."""

import os
from pathlib import Path

import click

from trustbook.project import require_compendium

FILE = click.Path(dir_okay=False, path_type=Path)

FOLDER = click.Path(file_okay=False, path_type=Path)


def _names(_context: click.Context, _option: click.Parameter, values: tuple[str, ...]) -> list[str]:
    """The names, whether the option was repeated or they were joined by commas."""
    return [name.strip() for value in values for name in value.split(",") if name.strip()]


def own_corpus() -> str:
    """The corpus that the compendium is about; it is read when the argument is left out."""
    from trustbook.corpus import parameters  # noqa: PLC0415 - --help is fast

    require_compendium()
    return parameters.own_corpus()


corpus = click.argument("corpus", default=own_corpus)

# the parameters file may name another corpus
corpus_of_parameters = click.argument("corpus", required=False)

only = click.option(
    "--only",
    multiple=True,
    callback=_names,
    metavar="CHAPTERS",
    help="These chapters alone, separated by commas.",
)

jobs = click.option(
    "--jobs",
    type=click.IntRange(min=1),
    metavar="N",
    default=(os.cpu_count() or 1) + 1,  # now and then a chapter waits
    show_default="one more than cores",
    help="Chapters that run at a time.",
)

parameters = click.option(
    "--parameters",
    "parameters_file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="YAML file of parameters for the whole book.",
)

explain = click.option("--explain", is_flag=True, help="Say why each chapter is run.")

sources = click.option(
    "--sources", type=FOLDER, metavar="DIR", help="Folder of the texts, one STUDY.txt per study."
)

key = click.option("--key", "key_file", type=FILE, help="File of the secret key of keyed anchors.")
