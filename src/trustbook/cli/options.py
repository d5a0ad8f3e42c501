"""Options that several commands share."""

import os
from pathlib import Path

import click

from trustbook.corpus.parameters import PARAMETERS

REFERENCE = str(PARAMETERS["corpus"].default)


def names(_context: click.Context, _option: click.Parameter, values: tuple[str, ...]) -> list[str]:
    """The names given, whether repeated or joined by commas."""
    return [name.strip() for value in values for name in value.split(",") if name.strip()]


jobs = click.option(
    "--jobs",
    type=click.IntRange(min=1),
    default=os.cpu_count() or 1,
    show_default="all cores",
    help="How many chapters run at a time.",
)
parameters = click.option(
    "--parameters",
    "parameters_file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="YAML file of parameters for the whole book, like parameters.yml.",
)
explain = click.option(
    "--explain", is_flag=True, help="Say for each chapter what changed since it was run."
)
fresh = click.option("--fresh", is_flag=True, help="Run every chapter, also where nothing changed.")
as_json = click.option(
    "--json", "as_json", is_flag=True, help="Print one JSON object, for machines."
)
