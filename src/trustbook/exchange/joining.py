"""Several projects as one: the same codes, documents and persons once, coders kept apart.

Codes are the same where their names and those above them are, capitals and blanks apart; documents
where their texts have the same letters, or, where one of the two is a table without a text, where
the map says so; cases where their names are. Coders of two files are two, unless the files call
them by one name.
"""

import difflib
import hashlib
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from typing import Any

import pandas as pd

from trustbook.claims.anchors import Letters, letters_of
from trustbook.corpus.numbers import joined as enumerated
from trustbook.corpus.spellings import bare, folded
from trustbook.exchange.account import Account, Row
from trustbook.exchange.codes import code_paths
from trustbook.exchange.conservation import REPEATED_IN_FILES
from trustbook.exchange.mapping import EMPTY_MAP, ImportMap
from trustbook.exchange.model import COLUMNS, Project, frame
from trustbook.exchange.persons import with_one_case_per_person
from trustbook.exchange.questions import UNDECIDED, Question, Reading
from trustbook.exchange.reading import read_project
from trustbook.exchange.sheets import SUFFIXES, read_sheets
from trustbook.project import argument

SAME_CODES, SAME_DOCUMENTS = "same_codes", "same_documents"
_GUIDS = ("guid", "parent", "source", "selection", "code", "case", "owner", "about", "origin",
          "target", "member")  # fmt: skip
_POINTS = {
    "codes": (("codes", "parent"), ("codings", "code"), ("members", "code")),
    "sources": (
        *(("selections", "source"), ("codings", "source"), ("members", "source")),
        ("relations", "source"),
    ),
    "cases": (("members", "case"), ("relations", "case"), ("cases", "parent")),
    "selections": (("codings", "selection"), ("members", "selection")),
}
_BY_KIND = (
    *(("variables", "owner"), ("memos", "about"), ("links", "origin"), ("links", "target")),
    ("sets", "member"),
)
_ALIKE = 0.85  # of the letters of two names that may be one
_LONG_ENOUGH = 5  # letters of names that are compared letter by letter
_ENDING = re.compile(r"\.\w{2,5}$")

Tables = dict[str, pd.DataFrame]


def read_projects(paths: Sequence[Path], mapping: ImportMap = EMPTY_MAP) -> Project:
    r"""The project in a file, or the one that several files give together.

    Parameters
    ----------
    paths
        Files or folders, each as `read_project` reads it.
    mapping
        The map, for what it says of the reading.

    Returns
    -------
    Project
        The project; of several files as `joined` makes it.

    Raises
    ------
    ExportError
        In one line, where a file cannot be read.

    Examples
    --------
    >>> import tempfile
    >>> folder = Path(tempfile.mkdtemp())
    >>> for name in ("a.csv", "b.csv"):
    ...     _ = (folder / name).write_text("Text,Code\nShe listens,Trust\n")
    >>> len(read_projects([folder / "a.csv", folder / "b.csv"]).codes)
    1
    """
    if len(paths) == 1:
        return read_project(paths[0], mapping)
    projects = [read_project(path, _of_file(mapping, path)) for path in paths]
    return joined(projects, mapping.reading)


def _of_file(mapping: ImportMap, path: Path) -> ImportMap:
    """The map with the roles of those columns that a table has; a project has none."""
    columns = mapping.reading.columns
    if not columns or path.is_dir():
        return mapping
    if path.suffix.casefold() not in SUFFIXES:
        return replace(mapping, reading=replace(mapping.reading, columns=None))
    names = {folded(str(name)) for sheet in read_sheets(path) for name in sheet.cells.columns}
    own = {name: role for name, role in columns.items() if folded(name) in names}
    return replace(mapping, reading=replace(mapping.reading, columns=own))


def joined(projects: Sequence[Project], reading: Reading = UNDECIDED) -> Project:
    """One project of several.

    Parameters
    ----------
    projects
        What readers returned; they are left as they are.
    reading
        What the map says: `same_codes` and `same_documents` (names and other names of the same).

    Returns
    -------
    Project
        All rows, with one code, document and case for those that are the same; the account adds up
        those of the files. Names that are perhaps the same are questions.

    Examples
    --------
    >>> from trustbook.exchange.account import Account
    >>> one, other = (
    ...     Project(file=file, account=Account(format="x"),
    ...             codes=frame("codes", [{"guid": "1", "name": name}]))
    ...     for file, name in (("a.qdpx", "Trust"), ("b.qdpx", " trust")))
    >>> joined([one, other]).codes["name"].to_list()
    ['Trust']
    """
    account = _account(projects)
    coders, names = _coders(projects)
    parts = [_apart(one, number, coders) for number, one in enumerate(projects, start=1)]
    tables = {name: _stacked(name, [part[name] for part in parts]) for name in COLUMNS}
    everyone = sorted(set(coders.values()), key=lambda coder: int(coder[1:]))
    tables["users"] = frame("users", ({"coder": coder} for coder in everyone))
    codes = _same_codes(tables["codes"], reading)
    sources = _same_sources(tables["sources"], reading)
    _place_in_first_text(tables, sources)
    questions = [
        *_code_questions(tables["codes"], codes, reading),
        *_document_questions(tables["sources"], sources, reading),
    ]
    for name, first in (("codes", codes), ("sources", sources)):
        _merge(tables, name, first, account)
    account.offsets = _offsets_of(account.offsets, sources)
    _merge(tables, "cases", _same_names(tables["cases"]), account)
    _merge(tables, "selections", _same_excerpts(tables["selections"]), account)
    _without_repetitions(tables, account)
    project = Project(
        file=" ".join(argument(one.file) for one in projects),
        account=account,
        name=projects[0].name,
        description=projects[0].description,
        questions=_once([*(q for one in projects for q in one.questions), *questions]),
        withheld={name: what for one in projects for name, what in _withheld(one).items()},
        columns=tuple({one.name: one for part in projects for one in part.columns}.values()),
        coder_names=names,
        **tables,
    )
    project = with_one_case_per_person(project, reading)
    return replace(project, questions=_once(project.questions))


def _once(questions: Iterable[Question]) -> tuple[Question, ...]:
    return tuple({(one.key, one.about, one.text): one for one in questions}.values())


def _withheld(project: Project) -> dict[str, str]:
    """The names that a project withholds, and those of its file and of itself."""
    own = {project.file: "file", Path(project.file).stem: "file"}
    return own | ({project.name: "project"} if project.name else {}) | dict(project.withheld)


def _account(projects: Sequence[Project]) -> Account:
    """The sum of the accounts, and a line on what each file holds."""
    accounts = [one.account for one in projects]
    origins = dict.fromkeys(one.origin for one in accounts)
    formats = enumerated(dict.fromkeys(one.format for one in accounts))
    account = Account(format=f"{len(projects)} files: {formats}", origin=enumerated(origins))
    for number, one in enumerate(projects, start=1):
        account.add(one.account, prefix=f"{number}:", file=one.file)
    return account


def _coders(projects: Sequence[Project]) -> tuple[dict[tuple[int, str], str], dict[str, str]]:
    """The pseudonym of each coder of each file, and the names of coders by it.

    Codings without a coder are those of one more coder of their file, called "".
    """
    coders: dict[tuple[int, str], str] = {}
    by_name: dict[str, str] = {}
    names: dict[str, str] = {}
    for number, one in enumerate(projects, start=1):
        own = [str(coder) for coder in one.users["coder"]]
        own += [str(coder) for coder in one.codings["coder"].dropna().unique()]
        unnamed = [""] if len(one.codings) and one.codings["coder"].isna().any() else []
        for coder in [*dict.fromkeys(own), *unnamed]:
            name = one.coder_names.get(coder, "")
            fresh = f"C{len(set(coders.values())) + 1}"
            pseudonym = by_name.setdefault(folded(name), fresh) if name else fresh
            coders[number, coder] = pseudonym
            if name:
                names.setdefault(pseudonym, name)
    return coders, names


def _apart(project: Project, number: int, coders: Mapping[tuple[int, str], str]) -> Tables:
    """The tables of a project with identifiers and coders that no other project has."""
    tables: Tables = {}
    for name in COLUMNS:
        table: pd.DataFrame = getattr(project, name).copy()
        for column in set(_GUIDS) & set(table.columns):
            table[column] = (f"{number}:" + table[column]).where(table[column].notna())
        if "coder" in table.columns:
            missing = coders.get((number, "")) if name == "codings" else None
            table["coder"] = pd.Series(
                [coders[number, c] if isinstance(c, str) else missing for c in table["coder"]],
                index=table.index,
                dtype="str",
            )
        tables[name] = table
    return tables


def _stacked(name: str, parts: Sequence[pd.DataFrame]) -> pd.DataFrame:
    full = [part for part in parts if len(part)]
    return pd.concat(full, ignore_index=True) if full else frame(name)


def _file(guid: str) -> str:
    """The number of the file that something comes from."""
    return guid.partition(":")[0]


def _first(keys: Iterable[object], guids: Iterable[str]) -> dict[str, str]:
    """For each guid the first of another file that has the same key; None is like no other.

    Where a file has a key twice, its second is the same as the second of other files.
    """
    first: dict[tuple[object, int], str] = {}
    times = Counter[tuple[object, str]]()
    same: dict[str, str] = {}
    for key, guid in zip(keys, guids, strict=True):
        times[key, _file(guid)] += 1
        same[guid] = first.setdefault((key, times[key, _file(guid)]), guid) if key else guid
    return same


def _first_names(names: Mapping[str, Sequence[str]] | None) -> dict[str, str]:
    """For each other name that the map gives, the name that stands for it, both folded."""
    return {
        folded(other): folded(name) for name, others in (names or {}).items() for other in others
    }


def _same_codes(codes: pd.DataFrame, reading: Reading) -> dict[str, str]:
    """For each code the first with the same path, or with one that the map calls the same."""
    other_names = _first_names(reading.same_codes)
    keys = [other_names.get(folded(path), folded(path)) for path in code_paths(codes)]
    return _first(keys, codes["guid"])


def _fingerprint(text: object) -> str | None:
    letters = letters_of(text).letters if isinstance(text, str) else ""
    return hashlib.sha256(letters.encode()).hexdigest() if letters else None


def _plain(name: object) -> str:
    return folded(_ENDING.sub("", name)) if isinstance(name, str) else ""


def _same_sources(sources: pd.DataFrame, reading: Reading) -> dict[str, str]:
    """For each document the first whose text has the same letters, or that the map says it is."""
    guids = list(sources["guid"])
    same = _first(map(_fingerprint, sources["text"]), guids)
    other_names = {_plain(o): _plain(n) for o, n in _first_names(reading.same_documents).items()}
    names = [other_names.get(_plain(name), _plain(name)) for name in sources["name"]]
    by_name = _first((name if name in other_names.values() else None for name in names), guids)
    for guid, other in by_name.items():
        if guid != other:
            own, root = same[guid], same[other]
            same |= {one: root for one, first in same.items() if first == own}
    return same


def _code_questions(
    codes: pd.DataFrame, same: Mapping[str, str], reading: Reading
) -> list[Question]:
    """A question for each two codes of different files whose names are nearly the same."""
    if reading.same_codes is not None:
        return []
    paths = dict(zip(codes["guid"], code_paths(codes), strict=True))
    files: dict[str, set[str]] = {}
    for guid, first in same.items():
        files.setdefault(first, set()).add(_file(guid))
    pairs = (
        (paths[one], paths[other])
        for one, other in combinations(files, 2)
        if files[one].isdisjoint(files[other]) and _may_be_one(paths[one], paths[other])
    )
    return _questions(SAME_CODES, pairs, "are they one code?")


def _questions(key: str, pairs: Iterable[tuple[str, str]], text: str) -> list[Question]:
    """A question for each name, with all others that are perhaps the same."""
    others_of: dict[str, list[str]] = {}
    for one, other in pairs:
        if not any(one in others for others in others_of.values()):
            others_of.setdefault(one, []).append(other)
    return [
        Question(key=key, about=", ".join([one, *others]), text=text, default={one: others})
        for one, others in others_of.items()
    ]


def _may_be_one(one: str, other: str) -> bool:
    r"""Whether two paths of codes may be one: nearly the same letters, or one leaf at two places.

    >>> _may_be_one("Time to know", "Time-to-know"), _may_be_one("Needs\\Trust", "Trust")
    (True, True)
    >>> _may_be_one("Vulnerability", "Vulnerabilty"), _may_be_one("Trust", "Time")
    (True, False)
    """
    left, right = (bare(path.rpartition("\\")[2]) for path in (one, other))
    if left == right:
        return True
    if min(len(left), len(right)) < _LONG_ENOUGH or abs(len(left) - len(right)) > 2:  # noqa: PLR2004
        return False
    return difflib.SequenceMatcher(None, left, right).ratio() >= _ALIKE


def _document_questions(
    sources: pd.DataFrame, same: Mapping[str, str], reading: Reading
) -> list[Question]:
    """A question for each two documents of one name, one of which has no text to compare."""
    if reading.same_documents is not None:
        return []
    rows = sources[sources["guid"].map(dict(same)) == sources["guid"]]
    by_name: dict[str, list[tuple[str, str, bool]]] = {}
    for guid, name, text in zip(rows["guid"], rows["name"], rows["text"], strict=True):
        if _plain(name):
            by_name.setdefault(_plain(name), []).append((guid, name, isinstance(text, str)))
    pairs = (
        (one, other)
        for alike in by_name.values()
        for (first, one, has_text), (second, other, has_words) in combinations(alike, 2)
        if _file(first) != _file(second) and not (has_text and has_words)
    )
    text = "are they one document, of which not every file has the text?"
    return _questions(SAME_DOCUMENTS, pairs, text)


def _same_names(cases: pd.DataFrame) -> dict[str, str]:
    """For each case the first of its name, in whatever file."""
    keys = [folded(name) if isinstance(name, str) and name.strip() else None
            for name in cases["name"]]  # fmt: skip
    return _first(keys, cases["guid"])


def _merge(tables: Tables, name: str, first: Mapping[str, str], account: Account) -> None:
    """Keep the first of the rows that are the same, and let all that points at others point there.

    What only a later row says, such as a definition, goes to the first.
    """
    table = tables[name]
    table["guid"] = table["guid"].map(dict(first)).astype("str")
    once = table.groupby("guid", sort=False, as_index=False).first()[list(table.columns)]
    element = {"sources": "texts", "selections": "selections of text"}.get(name, name)
    account.drop(element, len(table) - len(once), reason="the same in several files")
    tables[name] = once.astype(table.dtypes.to_dict()) if len(table) else table
    for other, column in _POINTS[name]:
        _point(tables, other, column, first)
    if name == "cases":
        parent = tables[name]["parent"]
        tables[name]["parent"] = parent.where(parent.isin(tables[name]["guid"]))
    kinds = (name.removesuffix("s"), *(["coding"] if name == "selections" else []))
    for other, column in _BY_KIND:
        is_kind = tables[other][f"{column}_kind"].isin(kinds)
        _point(tables, other, column, first, where=is_kind)


def _offsets_of(offsets: Iterable[Row], first: Mapping[str, str]) -> list[Row]:
    """The rows on quotations, of documents that are the same with their numbers added up."""
    rows: dict[tuple[object, ...], Row] = {}
    for one in offsets:
        row = {**one, "source": first.get(str(one["source"]), one["source"])}
        key = tuple(cell for name, cell in row.items() if name != "n")
        number = int(str(rows[key]["n"])) if key in rows else 0
        rows[key] = {**row, "n": number + int(str(row["n"]))}
    return list(rows.values())


def _point(
    tables: Tables,
    name: str,
    column: str,
    first: Mapping[str, str],
    *,
    where: "pd.Series[bool] | None" = None,
) -> None:
    table = tables[name]
    guids = table[column].map(dict(first)).astype("str").fillna(table[column])
    table[column] = guids if where is None else guids.where(where, table[column])


def _place_in_first_text(tables: Tables, same: Mapping[str, str]) -> None:
    """Give selections their place in the text of the document that stands for theirs."""
    sources, selections = tables["sources"], tables["selections"]
    moves = {guid: first for guid, first in same.items() if guid != first}
    text_of = dict(zip(sources["guid"], sources["text"], strict=True))
    for guid, first in moves.items():
        if not isinstance(text_of[first], str):
            text_of[first] = text_of[guid]
    sources["text"] = pd.Series(list(map(text_of.__getitem__, sources["guid"])), dtype="str")
    both_ends = {*moves, *moves.values()}
    letters = {guid: letters_of(text) for guid, text in text_of.items()
               if guid in both_ends and isinstance(text, str)}  # fmt: skip
    columns = [selections[name] for name in ("source", "start_cp", "end_cp", "quotation")]
    places = [
        _place(letters.get(source), letters[same[source]], start, end, words)
        if source in both_ends and same[source] in letters
        else (start, end)
        for source, start, end, words in zip(*columns, strict=True)
    ]
    for at, column in enumerate(("start_cp", "end_cp")):
        selections[column] = pd.Series([place[at] for place in places], dtype="Int64")


def _place(
    own: Letters | None, first: Letters, start: Any, end: Any, words: Any
) -> tuple[Any, Any]:
    """Where a selection of a text, or else words that appear once in it, are in the first text."""
    lead = tail = ""  # signs around the letters
    if own and pd.notna(start) and pd.notna(end):
        if own.text == first.text:
            return start, end
        begin, stop = bisect_left(own.begins, start), bisect_left(own.begins, end)
        if begin < stop:
            lead, tail = own.text[start : own.begins[begin]], own.text[own.ends[stop - 1] : end]
    else:
        part = letters_of(words).letters if isinstance(words, str) else ""
        begin = first.letters.find(part) if part and first.letters.count(part) == 1 else -1
        stop = begin + len(part)
    if not 0 <= begin < stop <= len(first.letters):
        return pd.NA, pd.NA
    left, right = first.begins[begin], first.ends[stop - 1]
    left -= len(lead) * first.text[:left].endswith(lead)
    return left, right + len(tail) * first.text[right:].startswith(tail)


def _same_excerpts(selections: pd.DataFrame) -> dict[str, str]:
    """For each selection without a place the first with the same words in the same document.

    Words tell only where they come once in a document of each file.
    """
    guids = list(selections["guid"])
    keys = [
        (source, letters_of(words).letters) if pd.isna(start) and isinstance(words, str) else None
        for source, words, start in zip(
            selections["source"], selections["quotation"], selections["start_cp"], strict=True
        )
    ]
    times = Counter((key, _file(guid)) for key, guid in zip(keys, guids, strict=True))
    several = {key for (key, _), number in times.items() if number > 1}
    usable = (key if key and key[1] and key not in several else None for key in keys)
    return _first(usable, guids)


def _without_repetitions(tables: Tables, account: Account) -> None:
    """Drop codings, members and variables that two files have in common."""
    for name, element, columns in (
        ("codings", "codings", ["selection", "source", "code", "coder"]),
        ("members", "", ["case", "source", "selection", "code"]),
        ("variables", "", ["owner_kind", "owner", "variable", "value"]),
    ):
        table = tables[name]
        once = table.drop_duplicates(columns, ignore_index=True)
        if element:
            account.drop(element, len(table) - len(once), reason=REPEATED_IN_FILES)
        tables[name] = once
