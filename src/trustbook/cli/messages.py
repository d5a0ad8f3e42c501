"""The command for the catalogues of messages, one for each language."""

import click
from babel.messages.catalog import Catalog

from trustbook.book import messages as m
from trustbook.cli.terminal import Report, ReportCommand
from trustbook.corpus.numbers import count
from trustbook.project import require_compendium, short_path


@click.command(cls=ReportCommand)
@click.argument("language")
@click.option("--check", is_flag=True, help="Change nothing; say what is not translated.")
def messages(language: str, check: bool) -> Report:
    """Write the catalogue of a LANGUAGE, to be translated, or bring it up to date.

    languages/LANGUAGE.po has every sentence of the pages in English; write yours
    below each, with any editor of such files. Translations are kept, messages
    without a use are dropped. Then write `language: LANGUAGE` into _config.yml
    below sphinx, config, and build.

    \b
    Examples: trustbook messages de
              trustbook messages da --check
    Exit code 0: done; 1: faults; 2: wrong usage.
    """
    root = require_compendium()
    every = m.catalogues(language, root)
    for path, catalogue in every.items() if not check else ():
        m.write_catalogue(catalogue, path)
    untold = [each for catalogue in every.values() for each in m.untold(catalogue)]
    faults = [fault for catalogue in every.values() for fault in m.faults_of(catalogue)]
    places = [each.place for each in untold]
    return Report(
        lines=[
            *faults,
            *(f"{name}: {places.count(name)} to translate" for name in dict.fromkeys(places)),
            *(_line(short_path(path), catalogue) for path, catalogue in every.items()),
        ],
        values={
            "untranslated": [[each.place, each.message] for each in untold],
            "findings": [{"message": fault} for fault in faults],
        },
        next="correct what is listed first" if faults else "trustbook build",
        exit_code=1 if faults else 0,
    )


def _line(place: str, catalogue: Catalog) -> str:
    """How much of a catalogue is translated."""
    n = len({each.message for each in m.untold(catalogue)})
    return f"{place}: {count(len(catalogue), 'message')}, {n} not translated"
