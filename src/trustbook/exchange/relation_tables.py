"""Tables of relations without a codebook: who trusts whom, square matrices, name generators.

A list has one row per relation; a column of marks for each concept, or columns of ratings, may
take the place of the column of the concept. A matrix has the trusters in its first column and the
trustees above the others. No sign is taken from a rating, and none from a word that says none.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from trustbook.corpus.numbers import count
from trustbook.corpus.spellings import folded, one_spelling
from trustbook.errors import ExportError
from trustbook.exchange.account import Account
from trustbook.exchange.headings import meaning_of, plain
from trustbook.exchange.model import Project, frame, pseudonym, pseudonyms
from trustbook.exchange.questions import UNDECIDED, Question, Reading
from trustbook.exchange.raw_sheets import column_letters
from trustbook.exchange.relation_grids import RelationList, relation_list_in
from trustbook.exchange.relation_matrices import SUM, Matrix, matrix_in
from trustbook.exchange.relation_rows import NO_TIE, RelationRow, is_number
from trustbook.exchange.relation_words import sign_in_title
from trustbook.exchange.sheets import NamedSheet

FORMAT = "table of relations"
ELEMENT = "relations"
ROLE = "Role"  # the variable of the role that a table gives to its egos
_MOST_NAMES = 6
_NODE_COLUMNS = {"id", "label"}
_OF_EXCERPTS = ("words", "document", "case", "coder", "codes")

Table = RelationList | Matrix


def relation_project(
    sheets: Sequence[NamedSheet], reading: Reading = UNDECIDED, *, file: str, name: str
) -> Project | None:
    r"""The relations in sheets that are lists or matrices of them; None where no sheet is.

    Parameters
    ----------
    sheets
        The sheets of a file, or of all files of a folder.
    reading
        How the map says that they are to be read.
    file, name
        The name of the file, and that of the project.

    Returns
    -------
    Project or None
        Its relations, cases, documents and variables; the account has each relation in the file.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> from trustbook.exchange.sheets import read_sheets
    >>> path = Path(tempfile.mkdtemp()) / "ties.csv"
    >>> _ = path.write_text("who,whom,concept\nNurses,Doctors,trust\n")
    >>> relation_project(read_sheets(path), file="ties.csv", name="ties").relations["sign"].tolist()
    ['1']
    """
    tables = [(one, _table_in(one, reading)) for one in sheets if _is_to_be_read(one, reading)]
    read = _with_signs([table for _, table in tables if table])
    if not read:
        return None
    account = Account(format=FORMAT, origin="a table")
    account.warnings += _not_read([one for one in sheets if not is_table_of_nodes(one)], tables)
    words = [word for table in read for word in table.columns_in_words()]
    account.columns_read = "; ".join(dict.fromkeys(words))
    nodes = [one for one, table in tables if not table and is_table_of_nodes(one)]
    rows = [row for table in read for row in table.relations()]
    relations = _with_labels(rows, _labels_of(nodes))
    _require_all(read, relations, file=file)
    project = _project(relations, account, reading=reading, file=file, name=name)
    names = {one.name: "sheet" for one in sheets} | {name: "file"}
    return replace(
        project,
        columns=tuple({one.name: one for table in read for one in table.columns()}.values()),
        questions=_questions(read, reading),
        withheld=names | dict(project.withheld),
    )


def is_table_of_relations(sheet: NamedSheet, reading: Reading = UNDECIDED) -> bool:
    """Whether a sheet is a list or a matrix of relations."""
    return _is_to_be_read(sheet, reading) and _table_in(sheet, reading) is not None


def is_table_of_nodes(sheet: NamedSheet) -> bool:
    """Whether a sheet only says what the ends of ties are called, as the node table of Gephi."""
    meanings = filter(None, map(meaning_of, sheet.places))
    has_excerpts = any(one.role in _OF_EXCERPTS for one in meanings)
    return set(map(plain, sheet.places)) >= _NODE_COLUMNS and not has_excerpts


def _labels_of(nodes: Iterable[NamedSheet]) -> dict[str, str]:
    """What each node is called, by its identifier."""
    labels: dict[str, str] = {}
    for sheet in nodes:
        identifiers, names = (
            sheet.texts(next(one for one in sheet.places if plain(one) == column))
            for column in ("id", "label")
        )
        labels |= {one: name for one, name in zip(identifiers, names, strict=True) if one and name}
    return labels


def _with_labels(rows: Sequence[RelationRow], labels: Mapping[str, str]) -> list[RelationRow]:
    """The relations with the labels of their ends, where the table of nodes has these."""
    return [
        replace(
            one,
            truster=labels.get(one.truster, one.truster),
            trustee=labels.get(one.trustee, one.trustee),
            ego=labels.get(one.ego, one.ego),
            alter=labels.get(one.alter, one.alter),
        )
        for one in rows
    ]


def _is_to_be_read(sheet: NamedSheet, reading: Reading) -> bool:
    visibilities = ("visible", "hidden") if reading.hidden == "read" else ("visible",)
    return sheet.raw.visibility in visibilities


def _table_in(sheet: NamedSheet, reading: Reading) -> Table | None:
    """The list or the matrix that a sheet is; its name is the document where the map says so."""
    table = relation_list_in(sheet, reading) or matrix_in(sheet, reading)
    return replace(table, document=sheet.name) if table and reading.sheets == "documents" else table


def _require_all(tables: Sequence[Table], relations: Sequence[RelationRow], *, file: str) -> None:
    """Refuse a file that is not read whole: for formulas without a value, or for lost relations."""
    for one in tables:
        for row, column in sorted(one.sheet.raw.formulas)[:1]:
            formulas = count(len(one.sheet.raw.formulas), "formula")
            raise ExportError(
                f"{file}, sheet {one.sheet.name}: {formulas} without a stored value, such as in "
                f"{column_letters(column)}{row}; open the file in the spreadsheet program, save it "
                "there, and import it again"
            )
    number = sum(one.number_in_sheet() for one in tables)
    if number != len(relations):
        raise ExportError(
            f"{file}: {number} relations in it, but {len(relations)} were read, so it was not "
            "imported; this is a fault of trustbook, please report it"
        )


def _with_signs(tables: Sequence[Table]) -> list[Table]:
    """The tables; a matrix of 1 beside one of 1 and -1 is one of signs, too."""
    is_signed = any(isinstance(one, Matrix) and one.has_signs for one in tables)
    return [
        replace(one, is_beside_signs=is_signed) if isinstance(one, Matrix) else one
        for one in tables
    ]


def _not_read(
    sheets: Sequence[NamedSheet], tables: Sequence[tuple[NamedSheet, Table | None]]
) -> list[str]:
    """A warning for each sheet that was not read."""
    read = {id(one) for one, table in tables if table}
    hidden = {id(one) for one in sheets} - {id(one) for one, _ in tables}
    lines: list[str] = []
    for one in sheets:
        if id(one) in read:
            continue
        if id(one) in hidden:
            lines.append(f"{one.file}: the sheet {one.name} is hidden; it was not read")
        elif len(one.raw.rows) > 1:
            lines.append(f"{one.file}: the sheet {one.name} has no relations; it was not read")
    return lines


def _questions(tables: Sequence[Table], reading: Reading) -> tuple[Question, ...]:
    """What is asked of the sheets, and of what several of them are to each other."""
    questions = [question for one in tables for question in one.questions()]
    unclear = [one.sheet.name for one in tables
               if not one.says_document and not sign_in_title(one.sheet.name)]  # fmt: skip
    if len(unclear) > 1 and reading.sheets is None:
        questions.append(
            Question(
                key="sheets",
                about=", ".join(unclear[:_MOST_NAMES]),
                text="is each sheet a document (or participant), or a table of something else?",
                default="documents",
            )
        )
    return tuple(questions)


def _project(
    relations: Sequence[RelationRow], account: Account, *, reading: Reading, file: str, name: str
) -> Project:
    """The project of the relations that have no fault; the account lists the others."""
    account.find(ELEMENT, len(relations))
    _leave_out(relations, account)
    faultless = [one for one in relations if not one.fault]
    spelling = one_spelling((name for one in relations for name in _names_in(one)), reading.same)
    documents = _guids("d", (spelling[one.document] for one in faultless if one.document))
    cases = _guids("k", (spelling[one.case] for one in faultless if one.case))
    coders = pseudonyms(spelling[one.coder] for one in faultless if one.coder)
    rows = [
        {
            "guid": f"r{number}",
            "truster": spelling[one.truster],
            "trustee": spelling[one.trustee],
            "concept": one.concept or None,
            "sign": one.sign or None,
            "weight": _number(one.weight),
            "case": cases.get(spelling.get(one.case, "")),
            "source": documents.get(spelling.get(one.document, "")),
            "coder": pseudonym(spelling.get(one.coder), coders),
            "place": one.place,
        }
        for number, one in enumerate(faultless, start=1)
    ]
    memos = [
        {"guid": f"m{number}", "text": one.memo, "about_kind": "relation", "about": f"r{number}"}
        for number, one in enumerate(faultless, start=1)
        if one.memo
    ]
    account.find("cases", len(cases))
    account.find("texts", len(documents))
    account.find("memos", len(memos))
    account.warnings += _doubts(faultless)
    persons = {spelling[word] for one in relations for word in (one.ego, one.alter) if word}
    return Project(
        file=file,
        account=account,
        name=name,
        sources=frame(
            "sources", ({"guid": g, "name": n, "kind": "text"} for n, g in documents.items())
        ),
        cases=frame("cases", ({"guid": g, "name": n} for n, g in cases.items())),
        variables=frame("variables", _variables(faultless, cases, spelling)),
        memos=frame("memos", memos),
        relations=frame("relations", rows),
        users=frame("users", ({"coder": coder} for coder in coders.values())),
        coder_names={coder: name for name, coder in coders.items()},
        withheld=dict.fromkeys(persons, "case") | dict.fromkeys(coders, "user"),
    )


def _leave_out(relations: Sequence[RelationRow], account: Account) -> None:
    """List the relations with a fault; cells that say that there is none are only counted."""
    for reason in (NO_TIE, SUM):
        number = sum(one.fault == reason for one in relations)
        account.drop(ELEMENT, number, reason=f"cells {reason}")
    for one in relations:
        if one.fault and one.fault not in (NO_TIE, SUM):
            account.leave_out(ELEMENT, place=one.place, reason=one.fault)


def _names_in(one: RelationRow) -> tuple[str, ...]:
    return (one.truster, one.trustee, one.case, one.ego, one.alter, one.document, one.coder)


def _guids(letter: str, names: Iterable[str]) -> dict[str, str]:
    return {name: f"{letter}{n}" for n, name in enumerate(dict.fromkeys(names), start=1)}


def _number(cell: str) -> str | None:
    """A weight as a number with a point; None where it is none."""
    return cell.replace(",", ".").replace("−", "-") if is_number(cell) else None


def _variables(
    relations: Sequence[RelationRow], cases: Mapping[str, str], spelling: Mapping[str, str]
) -> Iterator[dict[str, object]]:
    """The roles of cases, and what further columns say of relations."""
    roles = {spelling[one.case]: one.role for one in relations if one.role and one.ego == one.case}
    for case, role in roles.items():
        yield _value("case", cases[case], ROLE, role)
    for number, one in enumerate(relations, start=1):
        for variable, value in one.further.items():
            yield _value("relation", f"r{number}", variable, value)


def _value(kind: str, owner: str, variable: str, value: str) -> dict[str, object]:
    return {"owner_kind": kind, "owner": owner, "variable": variable, "value": value,
            "type": "text"}  # fmt: skip


def _doubts(relations: Sequence[RelationRow]) -> list[str]:
    """What is odd about weights and about the roles of persons."""
    lines: list[str] = []
    texts = sum(bool(one.weight) and not is_number(one.weight) for one in relations)
    if texts:
        lines.append(f"{count(texts, 'weight')} of relations that are no numbers were left out")
    of_egos = {folded(one.ego): one.role for one in relations if one.ego and one.role}
    differing = {
        folded(one.alter) for one in relations
        if (role := of_egos.get(folded(one.alter))) and folded(role) != folded(one.trustee)
    }  # fmt: skip
    if differing:
        lines.append(
            f"{count(len(differing), 'person')} named by others in a role other than their own; "
            "each relation has the role that its row says"
        )
    return lines
