"""What an import withholds, and the search for it in all that is about to be written.

Names of cases, users and accounts, and paths, never go into a corpus; names of documents only
where quotations do. A cell that holds one stops the import, unless the name is an ordinary word
(`ordinary_names`) or the map writes that very cell: then the report says so.
"""

import html
import io
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import unquote

import pandas as pd

from trustbook.corpus.findings import LISTED, nearest_of, question
from trustbook.corpus.package import PACKAGE_FILE, data_package
from trustbook.corpus.schema import TABLES
from trustbook.corpus.spreadsheet import Sheet
from trustbook.errors import ExportError
from trustbook.exchange.account import Account
from trustbook.exchange.confidential import MEMOS, TITLE, keeps
from trustbook.exchange.mapping import EMPTY_MAP, ImportMap
from trustbook.exchange.model import Project
from trustbook.exchange.names import NameSearch, words_of
from trustbook.exchange.ordinary import is_common_word, is_like_a_person, is_role, ordinary_names
from trustbook.exchange.own_tables import digest

NAMES_OF_PERSONS = ("case", "user", "account", "path")
_PARTS = ("case", "user")
_OF_FILE = ("file", "project", "sheet", "column")  # names that are only kept out of the report
_OF_TEXT = ("meaning_unit", "memo", "case", "encounter")  # columns that --include-text opens
_ENDING = re.compile(r"\.\w{2,5}$")
_SHORT = 3
_LONGEST_SHOWN = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Exposure:
    """A withheld name in something about to be written: what it is, where, and whether it stops."""

    name: str
    what: str
    place: str
    text: str
    stops: bool
    of_map: bool = False


class Withheld:
    r"""The names that an import withholds.

    Parameters
    ----------
    project, mapping
        What is imported; names that the map keeps (`keep`) are not withheld.
    include_text
        Whether quotations and the names of cases and documents are kept.
    folder
        The name of the new folder, which the researcher chose.

    Examples
    --------
    >>> account = Account(format="x")
    >>> project = Project(file="a.qdpx", account=account, withheld={"Kim Coder": "user"})
    >>> withheld = Withheld(project, ImportMap())
    >>> [one.place for one in withheld.exposures({"codes.csv": b"code\nas kim-coder says\n"})]
    ['codes.csv, row 2, column code']
    """

    def __init__(
        self, project: Project, mapping: ImportMap, *, include_text: bool = False, folder: str = ""
    ) -> None:
        self._project, self._mapping, self._include_text = project, mapping, include_text
        to_keep = {name.casefold() for name in mapping.reading.keep or ()}
        self._every_name = names_withheld(project, mapping, include_text=include_text)
        self.names = {n: w for n, w in self._every_name.items() if n.casefold() not in to_keep}
        parts = {
            part: f"part of the name of a {what}"
            for name, what in self.names.items()
            if what in _PARTS
            for part in _parts(name)
            if part.casefold() not in to_keep
        }
        self._what = parts | self.names
        self._search = NameSearch(self._what)
        self._of_map = _texts_of_map(mapping)
        self._documents_are_persons = _are_persons(project.sources["name"].dropna())
        self._searched: dict[str, str] = {}
        self._of_folder = {folder, f"Coded corpus {folder}"}

    def exposures(self, files: Mapping[str, bytes]) -> list[Exposure]:
        """Where names are in the files, by name and content."""
        occurrences = [
            (one.name, place, text)
            for file, data in files.items()
            for place, text in self._texts(file, data)
            for one in self._search.in_text(text)
        ]
        ordinary = self._ordinary(name for name, *_ in occurrences)
        exposures = (self._exposure(*one, is_ordinary=one[0] in ordinary) for one in occurrences)
        return [one for one in exposures if one]

    def require_absent(self, files: Mapping[str, bytes]) -> list[Exposure]:
        """The exposures that only need to be said; ExportError with the others, a line each.

        A file that was searched before is not searched again.
        """
        digests = {file: digest(data) for file, data in files.items()}
        new = {file: data for file, data in files.items()
               if self._searched.get(file) != digests[file]}  # fmt: skip
        exposures = self.exposures(new)
        self._searched |= digests
        stopping = [one for one in exposures if one.stops]
        if stopping:
            raise ExportError(_refusal(stopping, file=self._project.file))
        return exposures

    def lines_on_keep(self) -> list[str]:
        """A line for each name that the map keeps and the file does not have."""
        variables = [str(name) for name in self._project.variables["variable"].dropna().unique()]
        every_name = [*variables, MEMOS, TITLE, *self._every_name]
        folded_names = {name.casefold() for name in every_name}
        near = nearest_of(every_name[: len(variables) + 2])
        return [
            f"The map keeps {name}, which the file does not have; "
            + question(near(name), otherwise="correct it in the map, or delete it there")
            for name in self._mapping.reading.keep or ()
            if name.strip().casefold() not in folded_names
        ]

    def redacted(self, account: Account) -> Account:
        """The account with another word for each name that is no ordinary word."""
        matches = [one.name for text in account.texts for one in self._search.in_text(text)]
        private_names = set(matches) - self._ordinary(matches)
        stand_in = self._stand_ins()

        def redact(text: str) -> str:
            for one in reversed(self._search.in_text(text)):
                if one.name in private_names:
                    text = f"{text[: one.start]}{stand_in[one.name]}{text[one.end :]}"
            return text

        return account.with_texts(redact) if private_names else account

    def _ordinary(self, names: Iterable[str]) -> set[str]:
        return ordinary_names(set(names), self._project, self._mapping)

    def _stand_ins(self) -> dict[str, str]:
        """What the report says instead of each name; a file is its number among those given."""
        names_of_files = [name for name, what in self._project.withheld.items() if what == "file"]
        stems = list(dict.fromkeys(_ENDING.sub("", name) for name in names_of_files))
        number_of_file = {stem: at for at, stem in enumerate(stems, start=1)}
        number = Counter[str]()
        stand_ins = {}
        for name, what in self._what.items():
            number[what] += 1
            at = number_of_file.get(_ENDING.sub("", name), number[what])
            stand_ins[name] = f"[{what}]" if " " in what else f"[{what} {at}]"
        return stand_ins

    def _texts(self, file: str, data: bytes) -> Iterator[tuple[str, str]]:
        """The texts in which names may be, each with its place."""
        yield f"the name of {file}", file
        text = data.decode("utf-8", "replace")
        if not file.endswith(".json") and not self._search.may_be_in(_readable(text)):
            return
        without = _OF_TEXT if self._include_text else ()
        own = _of_every_package() if file == PACKAGE_FILE else frozenset()
        for place, cell in cells_of(file, text, without=without, search=self._search):
            if cell not in own:
                yield place, _readable(cell)

    def _exposure(self, name: str, place: str, text: str, *, is_ordinary: bool) -> Exposure | None:
        what = self._what[name]
        is_whole = words_of(name) == words_of(text)
        of_map = text.strip() in self._of_map
        stops = not of_map and not is_ordinary and self._stops(name, what, is_whole=is_whole)
        if of_map or is_ordinary or len("".join(words_of(name))) < _SHORT:
            is_said = what in NAMES_OF_PERSONS and is_whole and (of_map or what == "case")
        else:
            is_said = what not in _OF_FILE or (what != "column" and is_like_a_person(name))
        if what not in NAMES_OF_PERSONS and text in self._of_folder:
            return None
        if not stops and not is_said:
            return None
        return Exposure(name=name, what=what, place=place, text=text, stops=stops, of_map=of_map)

    def _stops(self, name: str, what: str, *, is_whole: bool) -> bool:
        """Whether a name that is no ordinary word stops the import."""
        if len("".join(words_of(name))) < _SHORT and name.isascii():
            return False
        if what == "document":
            return is_like_a_person(name) or (self._documents_are_persons and not is_whole)
        return what in NAMES_OF_PERSONS


def texts_that_name_somebody(texts: Iterable[str], project: Project) -> set[str]:
    """Those of the texts that hold a name which would stop an import."""
    lines = {" ".join(text.split()): text for text in texts}
    exposures = Withheld(project, EMPTY_MAP).exposures({"texts": "\n".join(lines).encode()})
    return {lines[one.text] for one in exposures if one.stops and one.text in lines}


@cache
def _of_every_package() -> frozenset[str]:
    """What the description of any corpus says: titles, descriptions and examples of the schema."""
    sheets = {name: Sheet(cells=pd.DataFrame(columns=table.columns, dtype="str"))
              for name, table in TABLES.items()}  # fmt: skip
    return frozenset(_strings(data_package(sheets, name="", own={})))


def names_withheld(project: Project, mapping: ImportMap, *, include_text: bool) -> dict[str, str]:
    """Each name that an import withholds, and what it is: case, user, document, path, …."""
    names = dict.fromkeys(filter(is_like_a_person, _headings(project)), "column")
    names |= {project.file: "file", Path(project.file).stem: "file"}
    if not keeps(mapping.reading, TITLE):
        names |= {project.name: "project"}
    if not include_text:
        documents = project.sources["name"].dropna().unique()
        names |= {part: "document" for name in documents for part in _parts_of_document(name)}
        names |= dict.fromkeys(project.cases["name"].dropna(), "case")
    sides = {name for side in ("truster", "trustee") for name in project.relations[side].dropna()}
    names |= {
        name: "case" for name in sorted(sides) if is_like_a_person(name) and not is_role(name)
    }
    coders = (*project.coder_names.values(), *(mapping.reading.assignments or ()))
    names |= dict.fromkeys(coders, "user")
    for name, what in project.withheld.items():
        if what != "case" or not include_text:
            names[name] = what
    return {name: what for name, what in names.items() if name.strip()}


def _are_persons(documents: Iterable[str]) -> bool:
    """Whether two documents or more, and half of them, have names as people have: no common words.

    >>> _are_persons(["Anna.docx", "Bo", "Notes"]), _are_persons(["Interview 1", "Kickoff"])
    (True, False)
    """
    names = [
        re.findall(r"\w+", _ENDING.sub("", re.split(r"[\\/]", name)[-1])) for name in documents
    ]
    persons = [
        words
        for words in names
        if 0 < len(words) <= _SHORT
        and all(word.isalpha() and word[0].isupper() for word in words)
        and not any(map(is_common_word, words))
    ]
    return len(persons) > 1 and len(persons) * 2 >= len(names)


def _headings(project: Project) -> Iterator[str]:
    """The names of variables, and of columns whose heading does not say what they hold."""
    yield from project.variables["variable"].dropna().unique()
    for one in project.columns:
        if one.by_content or one.role in ("variable", "ignore"):
            yield one.name


def _readable(text: str) -> str:
    """The text with the letters that are behind codes such as %20 and &amp;."""
    return html.unescape(unquote(text)) if "%" in text or "&" in text else text


def _parts_of_document(name: str) -> Iterator[str]:
    """The name of a document, also without its folder and ending, and a name of a person in it."""
    plain = _ENDING.sub("", name)
    leaf = re.split(r"[\\/]", plain)[-1]
    yield from dict.fromkeys((name, plain, leaf, *_person_in(leaf)))


def _person_in(name: str) -> Iterator[str]:
    """Two words or more side by side that have capital letters and are not common."""
    run: list[str] = []
    for word in [*re.findall(r"[^\W_]+", name), ""]:
        if word[:1].isupper() and not is_common_word(word):
            run.append(word)
            continue
        if len(run) > 1:
            yield " ".join(run)
        run = []


def _parts(name: str) -> Iterator[str]:
    """The single words of the name of a person."""
    if is_like_a_person(name):
        for word in re.findall(r"[^\W\d_]+", name):
            if len(word) >= _SHORT and word[0].isupper() and not is_common_word(word):
                yield word


def _texts_of_map(mapping: ImportMap) -> frozenset[str]:
    """What the map writes into a corpus as it stands."""
    rows = [mapping.study, *(one.row for one in mapping.stakeholders),
            *(one.row for one in mapping.concepts)]  # fmt: skip
    return frozenset(cell.strip() for row in rows for cell in row.values())


def cells_of(
    file: str, text: str, *, search: NameSearch, without: Iterable[str] = ()
) -> Iterator[tuple[str, str]]:
    """The texts in the text of a file, each with its place; what a column repeats comes once.

    The cells of the columns of `without`, and of those in which `search` finds no name, are left
    out.
    """
    if file.endswith(".csv"):
        yield from _cells_of_table(file, text, search=search, without=without)
    elif file.endswith(".json"):
        for one in dict.fromkeys(_strings(json.loads(text))):
            yield file, one
    else:
        for number, line in enumerate(text.splitlines(), start=1):
            yield f"{file}, line {number}", line


def _cells_of_table(
    file: str, text: str, *, search: NameSearch, without: Iterable[str]
) -> Iterator[tuple[str, str]]:
    table = pd.read_csv(io.StringIO(text), header=None, dtype="str", keep_default_na=False)
    for _, cells in table.items():
        column = cells.iloc[0]
        yield f"{file}, column {column}", column
        different = cells.iloc[1:].drop_duplicates()
        if column not in without and search.may_be_in(_readable("\n".join(different))):
            for row, cell in different.items():
                yield f"{file}, row {int(str(row)) + 1}, column {column}", cell


def _strings(value: object) -> Iterator[str]:
    """The texts in what JSON holds, names of properties included."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for name, one in value.items():
            yield name
            yield from _strings(one)
    elif isinstance(value, list):
        for one in value:
            yield from _strings(one)


def _refusal(exposures: list[Exposure], *, file: str) -> str:
    """Why an import stops, where the names are, and what to do."""
    lines = [
        f"  {one.place}: {_quoted(one.text)} holds the name of a {one.what}, {_quoted(one.name)}"
        for one in exposures[:LISTED]
    ]
    more = len(exposures) - LISTED
    names = json.dumps(list(dict.fromkeys(one.name for one in exposures))[:3], ensure_ascii=False)
    return "\n".join(
        [
            f"{file}: the corpus would name somebody, so nothing was written",
            *lines,
            *([f"  … and {more} more"] if more > 0 else []),
            "Change these words in the program and export again, or in the map where they come "
            f"from it. Where one names nobody, say so in the map, as in keep: {names}",
        ]
    )


def _quoted(text: str) -> str:
    plain = " ".join(text.split())
    return f'"{plain[:_LONGEST_SHOWN]}…"' if len(plain) > _LONGEST_SHOWN else f'"{plain}"'


def remarks_on(exposures: Iterable[Exposure]) -> list[str]:
    """A line for each kind of exposure that does not stop an import; it names nobody."""
    places: dict[str, dict[str, None]] = {}
    for one in exposures:
        key = "of the map" if one.of_map else one.what
        places.setdefault(key, {})[one.place] = None
    return [_remark(what, list(where)) for what, where in places.items()]


def _remark(what: str, places: list[str]) -> str:
    more = len(places) - 3
    where = "; ".join(places[:3]) + (f"; and {more} more" if more > 0 else "")
    if what == "of the map":
        return (f"The map writes the name of a case or user ({where}): change it there, unless it "
                "is meant.")  # fmt: skip
    if what.startswith("part of"):
        return f"A word is {what} ({where}): reword it, if a person is meant."
    return (f"A {what} has the same name as something else, taken for an ordinary word ({where}): "
            "rename that in the program, if it is a person.")  # fmt: skip
