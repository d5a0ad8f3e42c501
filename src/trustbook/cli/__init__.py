"""The command line of trustbook."""

import click

from trustbook.cli.verify import anchors, verify


@click.group()
def main() -> None:
    """Build, check and verify compendia of coded qualitative data on trust."""


main.add_command(verify)
main.add_command(anchors)
