"""From a private corpus to what may be published of it, as `disclosure.yml` chooses.

Withheld are segments marked `restricted` with all that rests on them, columns and files that no
page needs, words beyond the limits on quotations, and ties that too few informants stated.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pandas as pd

from trustbook.checking.restricted import Tables, line_of, without_claims, without_restricted
from trustbook.coding.groups import mentions
from trustbook.corpus.cells import missing_where_empty, typed
from trustbook.corpus.checks.publication import Passage, Publication, check_publication
from trustbook.corpus.disclosure import ETHICS, MERGE, Disclosure, read_disclosure
from trustbook.corpus.package import PACKAGE_FILE, corpus_files
from trustbook.corpus.packing import Member
from trustbook.corpus.published import (
    PublicCorpus,
    Withheld,
    files_of,
    public_files,
    write_public_corpus,
)
from trustbook.corpus.reading import in_words_of_corpus, read_sheet, table_file
from trustbook.corpus.reporting import REPORTING_FILE
from trustbook.corpus.schema import TABLES
from trustbook.corpus.small_cells import hidden_cells
from trustbook.networks.tie_tables import sources, stated, statements
from trustbook.project import DISCLOSURE_FILE, corpus_name, is_workbook, private_folder

Step = Callable[[Tables, Disclosure], tuple[Tables, list[Withheld]]]

TIE = ["truster", "trustee", "concept"]
_OF_SEGMENTS = ("segment", "encounter", "case", "same_source_as", "study", "meaning_unit", "kind")
_OF_TIES = ("relations", "relation_recodings")
_NONE = pd.DataFrame()
_COUNTED = {  # what is counted by participants
    "codings": ("segment", "code"),
    "segments": ("segment", "case"),
    "cases": ("case", "stakeholder"),
}
_ETHICS_OF_WORKBOOK = (
    f"a workbook has no {PACKAGE_FILE}: import it into a folder, or list this below exceptions "
    f"({ETHICS}, file: {PACKAGE_FILE}) in {DISCLOSURE_FILE}"
)
_NOT_ASKED_FOR = f"published only where {DISCLOSURE_FILE} names it (publish)"


def public_corpus(
    corpus: Path, disclosure: Disclosure, *, steps: Sequence[Step] | None = None
) -> PublicCorpus:
    """What a public edition has of a corpus, and what is withheld from it."""
    tables = {
        name: read_sheet(corpus, name).cells.astype("str")
        for name in TABLES
        if table_file(corpus, name)
    }
    withheld: list[Withheld] = []
    for step in steps or _STEPS:
        tables, lines = step(tables, disclosure)
        withheld += lines
    files = public_files(
        corpus, asked_for=disclosure.publish, fewest_in_cell=disclosure.fewest_in_cell
    )
    return PublicCorpus(
        name=corpus_name(corpus),
        tables=tables,
        files=files,
        withheld=[*withheld, *_files_withheld(corpus, files)],
    )


def shown_members(corpus: Path) -> tuple[dict[str, Member], list[Withheld]]:
    """The files of a corpus, by name, with what pages show of them, and what that leaves out.

    A table of which nothing is left out stays the file that it is. The file of a workbook is made
    anew, without comments and properties.
    """
    public = public_corpus(corpus, read_disclosure(corpus), steps=_STEPS_TO_WHAT_IS_SHOWN)
    if is_workbook(corpus):
        from trustbook.corpus.template import workbook_of_tables  # noqa: PLC0415 - slow

        tables = {name: typed(cells, TABLES[name]) for name, cells in public.tables.items()}
        return {corpus.name: workbook_of_tables(tables, corpus=corpus.stem)}, [*public.withheld]
    members: dict[str, Member] = {**files_of(public)}
    lessened = {one.where.partition(",")[0] for one in public.withheld}
    changed = lessened | {PACKAGE_FILE, REPORTING_FILE}  # these without comments and other names
    whole = {path.name: path for path in corpus_files(corpus)}
    unchanged = {name: path for name, path in whole.items() if name not in changed}
    return {**members, **{name: path for name, path in unchanged.items() if name in members}}, [
        *public.withheld
    ]


def check_public(
    corpus: Path, disclosure: Disclosure, *, more: Iterable[Passage] = ()
) -> tuple[Publication, PublicCorpus]:
    """What speaks against publishing what a public edition has of a corpus, and what that is.

    Places are those of the private corpus; `more` are texts beside it that are published with it.
    """
    public = public_corpus(corpus, disclosure)
    with private_folder() as folder:
        written = write_public_corpus(public, folder / public.name)
        own = _of_published_columns(disclosure, corpus, public)
        publication = check_publication(written, own, more=more)
    findings = [
        replace(one, row=public.row_of(one.file, one.row), line=public.line_of(one.file, one.line))
        for one in publication.findings
    ]
    if is_workbook(corpus):
        findings = [
            replace(one, remedy=_ETHICS_OF_WORKBOOK) if one.id == "disclosure.ethics" else one
            for one in findings
        ]
    return replace(publication, findings=in_words_of_corpus(corpus, findings)), public


def _of_published_columns(disclosure: Disclosure, corpus: Path, public: PublicCorpus) -> Disclosure:
    """The choices without attributes of participants that are not published."""
    own = set(read_sheet(corpus, "cases").cells)
    withheld = own - set(public.tables.get("cases", pd.DataFrame()))
    return replace(
        disclosure,
        attributes=[name for name in disclosure.attributes if name not in withheld],
        sensitive=[name for name in disclosure.sensitive if name not in withheld],
    )


def _files_withheld(corpus: Path, files: Mapping[str, str]) -> Iterator[Withheld]:
    if is_workbook(corpus):
        why = "only its tables are published, not its comments and properties"
        yield Withheld(n=1, what="workbook", where=corpus.name, why=why)
        return
    for path in corpus_files(corpus):
        if path.stem not in TABLES and path.name not in files:
            yield Withheld(n=1, what="file", where=path.name, why=_NOT_ASKED_FOR)


def _with_short_quotations(tables: Tables, disclosure: Disclosure) -> tuple[Tables, list[Withheld]]:
    """The tables with as many and as long quotations as are allowed."""
    segments = tables.get("segments", pd.DataFrame())
    if not {"kind", "meaning_unit"} <= set(segments):
        return tables, []
    texts, lines = segments["meaning_unit"], []
    quoted = segments["kind"].eq("quotation") & texts.ne("")
    if (most := disclosure.most_quotations) and "case" in segments:
        of_somebody = quoted & segments["case"].ne("")
        number = segments[of_somebody].groupby("case").cumcount().reindex(segments.index)
        beyond = number.ge(most).fillna(False)
        texts, quoted = texts.mask(beyond, ""), quoted & ~beyond
        why = f"more than {most} quotations of one participant"
        lines.append(line_of(beyond, "quotation", "segments.csv, meaning_unit", why))
    if most := disclosure.most_words:
        long = quoted & texts.map(lambda text: len(text.split())).gt(most)
        texts = texts.where(~long, texts.map(lambda text: f"{' '.join(text.split()[:most])} …"))
        why = f"a quotation has more than {most} words; the rest is left out"
        lines.append(line_of(long, "quotation", "segments.csv, meaning_unit", why))
    rest = {**tables, "segments": segments.assign(meaning_unit=texts)}
    return rest, [line for line in lines if line.n]


def _with_enough_informants(
    tables: Tables, disclosure: Disclosure
) -> tuple[Tables, list[Withheld]]:
    """The tables without ties that too few informants stated, or with these of organisations."""
    fewest = disclosure.fewest_informants
    if not fewest or "relations" not in tables:
        return tables, []
    lines = []
    few = _few_informants(tables, fewest)
    if disclosure.few_informants == MERGE and few:
        tables = _between_organisations(tables, few)
        why = f"fewer than {fewest} informants; they are drawn between organisations"
        lines.append(Withheld(n=len(few), what="tie", where="relations.csv", why=why))
        few = _few_informants(tables, fewest)
    rest = {**tables}
    for table in set(_OF_TIES) & set(tables):
        is_few = pd.Series(
            [tuple(row) in few for row in tables[table][TIE].to_numpy()], tables[table].index, bool
        )
        rest[table] = tables[table][~is_few]
    if few:
        why = f"fewer than {fewest} informants stated it"
        lines.append(Withheld(n=len(few), what="tie", where="relations.csv", why=why))
    rest, claims = without_claims(rest) if lines else (rest, [])
    return rest, [*lines, *claims]


def _few_informants(tables: Tables, fewest: int) -> set[tuple[str, ...]]:
    """The ties with fewer independent sources: truster, trustee, concept."""
    relations = _with_columns(
        tables["relations"], ("segment", "study", "encounter", "case", "memo")
    )
    segments = _with_columns(tables.get("segments", pd.DataFrame({"segment": []})), _OF_SEGMENTS)
    source, rows = sources(statements(relations, segments)), stated(relations)
    counts = rows.assign(source=rows["segment"].map(source)).groupby(TIE)["source"].nunique()
    return {tuple(map(str, tie)) for tie in counts.index[counts < fewest]}


def _with_columns(cells: pd.DataFrame, names: Sequence[str]) -> pd.DataFrame:
    """The cells, missing where empty, in a frame that has all of these columns."""
    columns = list(dict.fromkeys([*cells, *names]))
    return missing_where_empty(cells).reset_index(drop=True).reindex(columns=columns).astype("str")


def _between_organisations(tables: Tables, few: set[tuple[str, ...]]) -> Tables:
    """The tables with organisations in the place of roles in these ties."""
    people = tables["stakeholders"]
    organisations = people.get("organisation", pd.Series("", people.index))
    of = dict(zip(people["stakeholder"], organisations, strict=True))
    present = dict(zip(people["label"], people["stakeholder"], strict=True))
    names = {
        one: present.get(of[one], of[one]) if of.get(one) else one for one in people["stakeholder"]
    }
    rest = {**tables}
    for table in set(_OF_TIES) & set(tables):
        cells = tables[table]
        is_few = pd.Series([tuple(row) in few for row in cells[TIE].to_numpy()], cells.index, bool)
        ends = {end: cells[end].mask(is_few, cells[end].map(names)) for end in TIE[:2]}
        rest[table] = cells.assign(**ends)
    used = {
        name for table in set(_OF_TIES) & set(rest) for end in TIE[:2] for name in rest[table][end]
    }
    new = sorted(used - set(people["stakeholder"]))
    rows = pd.DataFrame(
        {
            "stakeholder": new,
            "label": new,
            "kind": "organisation",
            "organisation": new,
            "level": "meso",
        },
        index=pd.Index([people.index[0]] * len(new), name=people.index.name),
        dtype="str",
    )
    everyone = pd.concat([people, rows.reindex(columns=people.columns, fill_value="")])
    return {**rest, "stakeholders": everyone}


def _with_published_columns(
    tables: Tables, disclosure: Disclosure
) -> tuple[Tables, list[Withheld]]:
    """The tables without columns that no page needs, unless they are asked for by name."""
    rest, lines = {}, []
    for table, cells in tables.items():
        hidden = [
            str(name)
            for name in cells.columns
            if (
                not TABLES[table].is_public(str(name))
                and f"{table}.{name}" not in disclosure.publish
            )
            or (f"{table}.{name}" in disclosure.withhold and name not in TABLES[table].key)
        ]
        rest[table] = cells.drop(columns=hidden)
        lines += [
            Withheld(n=n, what="cell", where=f"{table}.csv, {name}", why=_NOT_ASKED_FOR)
            for name in hidden
            if (n := int(cells[name].ne("").sum()))
        ]
    return rest, lines


def _with_months(tables: Tables, _: Disclosure) -> tuple[Tables, list[Withheld]]:
    """The tables with the month of each encounter of which the day is known."""
    encounters = tables.get("encounters", pd.DataFrame())
    if "date" not in encounters:
        return tables, []
    months = encounters["date"].str[:7]
    stated_months = encounters.get("month", pd.Series("", encounters.index, dtype="str"))
    return {
        **tables,
        "encounters": encounters.assign(month=stated_months.where(stated_months.ne(""), months)),
    }, []


def _with_small_cells(tables: Tables, disclosure: Disclosure) -> tuple[Tables, list[Withheld]]:
    """The tables as they are, with what the pages that count participants will not show."""
    parts = [_with_columns(tables.get(name, _NONE), columns) for name, columns in _COUNTED.items()]
    codings, segments, cases = parts
    hidden = hidden_cells(
        mentions(codings, segments=segments, cases=cases),
        line="code",
        n="mentioned_by",
        of="participants",
        fewest=disclosure.fewest_in_cell,
    )
    why = f"fewer than {disclosure.fewest_in_cell} participants, or a total would reveal them"
    lines = [line_of(hidden, "count", "who mentions which code", why)]
    return tables, [line for line in lines if line.n]


_STEPS: Sequence[Step] = (
    without_restricted,
    _with_short_quotations,
    _with_enough_informants,
    _with_months,
    _with_published_columns,
    _with_small_cells,
)
_STEPS_TO_WHAT_IS_SHOWN: Sequence[Step] = (_with_months, _with_published_columns)
