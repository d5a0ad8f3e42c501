"""The command line of trustbook."""

import click

from trustbook.cli.archive import archive
from trustbook.cli.build import build
from trustbook.cli.check import check, describe
from trustbook.cli.export import export
from trustbook.cli.freeze import freeze
from trustbook.cli.import_ import import_
from trustbook.cli.new import new
from trustbook.cli.run import run
from trustbook.cli.serve import serve
from trustbook.cli.steps import environment, outputs
from trustbook.cli.tidy import tidy
from trustbook.cli.verify import anchors, verify
from trustbook.cli.verify_claims import verify_claims
from trustbook.errors import TrustbookError

STOPPED = 130


class PlainGroup(click.Group):
    """Commands whose errors are plain lines and an exit code."""

    def invoke(self, ctx: click.Context) -> object:
        """Whatever the command returns; its errors are told and end with their exit code."""
        try:
            return super().invoke(ctx)
        except TrustbookError as error:
            click.echo(str(error), err=True)
            ctx.exit(error.exit_code)
        except KeyboardInterrupt:
            click.echo("Stopped. What had finished is kept; the same command goes on.", err=True)
            ctx.exit(STOPPED)


@click.group(cls=PlainGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="trustbook")
def main() -> None:
    """Build, check and verify compendia of coded qualitative data on trust.

    \b
    Examples: trustbook build                   the book of the reference corpus
              trustbook build data/mine         the book of your own coded data
              trustbook COMMAND --help          one screen about a command
    """


for _command in (
    build,
    run,
    check,
    describe,
    new,
    import_,
    export,
    verify,
    archive,
    freeze,
    anchors,
    serve,
    tidy,
):
    main.add_command(_command)


for _step in (verify_claims, outputs, environment):
    verify.add_command(_step)
