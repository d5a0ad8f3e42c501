"""The command for the catalogues of messages, one for each language."""

import click

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
    that are gone go. Then write `language: LANGUAGE` into _config.yml below
    sphinx, config, and build.

    \b
    Examples: trustbook messages de
              trustbook messages da --check
    Exit code 0: done; 1: faults; 2: wrong usage.
    """
    from trustbook.book import messages as m  # noqa: PLC0415 - slow, and --help does without

    root = require_compendium()
    path = m.catalogue_path(language, root)
    former = m.read_catalogue(path)
    catalogue = m.updated_catalogue(former, m.messages(root), language=language)
    if not check:
        m.write_catalogue(catalogue, path)
    untold, faults = m.untold(catalogue), m.faults_of(catalogue)
    places = [each.place for each in untold]
    n = len({each.message for each in untold})
    return Report(
        lines=[
            *faults,
            *(f"{name}: {places.count(name)} to translate" for name in dict.fromkeys(places)),
            f"{short_path(path)}: {count(len(catalogue), 'message')}, {n} not translated",
        ],
        values={
            "untranslated": [[each.place, each.message] for each in untold],
            "findings": [{"message": fault} for fault in faults],
        },
        next="correct what is listed first" if faults else "trustbook build",
        exit_code=1 if faults else 0,
    )
