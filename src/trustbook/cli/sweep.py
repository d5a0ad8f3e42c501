"""The command that runs chapters with many settings on several corpora."""

from pathlib import Path

import click

from trustbook.cli import options
from trustbook.cli.terminal import Report, ReportCommand


@click.command(cls=ReportCommand)
@click.argument("grid", type=options.FILE)
@options.jobs
@click.option(
    "--scheduler",
    metavar="ADDRESS",
    help="Run on the workers of a Dask scheduler, such as tcp://10.0.0.1:8786.",
)
@click.option("--example", is_flag=True, help="Write a grid to begin with, and run nothing.")
def sweep(*, grid: Path, jobs: int, scheduler: str | None, example: bool) -> Report:
    """Run chapters with every combination of the settings in GRID, a YAML file.

    Each run is stored: after a stop the same command continues. All results are in
    values.csv and values.parquet in _build/sweeps/NAME, and what moves with which
    parameter on index.html.

    \b
    Examples: trustbook sweep grid.yml --example
              trustbook sweep grid.yml
              trustbook sweep grid.yml --scheduler tcp://10.0.0.1:8786
    Exit code 0: all ran; 1: a corpus cannot be read; 2: wrong usage;
              3: a chapter failed.
    """
    from trustbook.cli.sweeping import example_report, sweep_report  # noqa: PLC0415 - slow

    return example_report(grid) if example else sweep_report(grid, jobs=jobs, scheduler=scheduler)
