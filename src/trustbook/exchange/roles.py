"""Which role each column of a table plays: as the map says, by its heading, by what it holds.

What the table leaves uncertain is a question, with the likeliest role as its default.
"""

import difflib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise, takewhile

import pandas as pd

from trustbook.exchange.column_names import CODER_OR_CODES, NO_PROGRAM, ROLES, SINGLE_ROLES
from trustbook.exchange.contents import Contents
from trustbook.exchange.count_tables import are_like_documents, is_sum
from trustbook.exchange.headings import (
    COMPOSED_STRONG,
    EXACT_STRONG,
    PARTIAL,
    Meaning,
    code_number,
    every_name,
    is_one_coder,
    level_in,
    meaning_of,
    plain,
    program_of,
)
from trustbook.exchange.marks import NO, YES, coders_in
from trustbook.exchange.relation_words import ROLES as ROLES_OF_RELATIONS
from trustbook.exchange.relation_words import sign_said

_DECIDING = {"words", "code", "codes", "coded_by", "coders", "count", "mark", "category", "level"}
_DECIDING |= {"coder", "case", "document"}
_NEARLY = 4  # letters of a name that a slip of the pen leaves recognisable
_DIVIDING = {"document", "case", "coder"}  # all that matters is which rows they tell apart
_ALIKE = 0.85  # of the letters of a heading and of a name that it perhaps should be
_CONFUSED = {"document", "group", "words", "code", "codes", "category", "coder", "case", "memo"}
_TICKS = {"x", "✓", "✔", "√", "☑"}
_MANY_MARKS = 3  # columns, among which a coder is told from codes
_MOST_CODERS = 10
_MOST_WORDS = 3  # of a name
_GRADES = {"high", "low", "medium", "strong", "weak", "some", "often", "never", "sometimes"}
_GRADES |= {"positive", "negative", "neutral", "mixed", "much", "little", "always", "seldom"}
_GRADES |= {"høj", "lav", "mellem", "stærk", "svag", "positiv", "negativ", "ofte", "aldrig"}
_GRADES |= {"hoch", "niedrig", "mittel", "stark", "schwach", "oft", "nie", "hög", "låg", "høy"}
_LEAST_COUNTS = 2  # columns of a table of counts, beside that of the labels
_OR_WHO = "or those who gave the code of the heading (coders)?"
_WHO = f"does it hold the code (code), {_OR_WHO}"
_SPEAKERS = {"speaker", "sprecher", "sprecherin", "locuteur", "hablante", "falante", "spreker"}
_SPEAKERS |= {"parlante", "说话人", "发言人", "متحدث"}
_ONE_PERSON = (
    "are those of one name one person in all documents (case), or is it only what each document "
    "calls who speaks there (variable)?"
)
_QUESTION_MARKS = ("?", "？", "؟")
_LONG = 15  # letters of a passage, on average; a Chinese sign counts as three
MOST_EXAMPLES = 3
_AGAIN = re.compile(r"(.+) \(\d+\)")
_APPLIED = re.compile(r"Code: (?P<code>.+) (?P<what>Applied|Range|Weight)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column: its role, why it has that one, its first values, and what is asked of it.

    `code` is the name of the code that a column of marks stands for, `depth` how far down in the
    codebook a column of categories; `by_content` says whether no heading but only what it holds
    gives it its role, `is_open` whether that is not safe to take.
    """

    name: str
    role: str
    why: str
    examples: tuple[str, ...] = ()
    question: str = ""
    code: str = ""
    depth: int = 0
    by_content: bool = False
    is_open: bool = False


def columns_of(cells: pd.DataFrame, roles: Mapping[str, str] | None = None) -> list[Column]:
    """Each column of a table with its role; `roles` are those that the map gives.

    >>> cells = pd.DataFrame({"Full text": ["She comes"], "Trust": ["x"], "Age": ["41"]})
    >>> [one.role for one in columns_of(cells)]
    ['words', 'mark', 'variable']
    """
    table = _Table(cells, roles or {})
    return [table.column(str(name)) for name in cells.columns]


def near_name(heading: str) -> str:
    """The name of a column that a heading differs from by a slip of the pen; else empty.

    >>> near_name("Codr"), near_name("Because"), near_name("Gender")
    ('coder', '', '')
    """
    name_of = {plain(name): name for name in every_name() if len(name) >= _NEARLY}
    near = difflib.get_close_matches(plain(heading), name_of, n=1, cutoff=_ALIKE)
    return name_of[near[0]] if near else ""


@dataclass(slots=True, kw_only=True)
class _Guess:
    role: str
    why: str
    question: str = ""
    by_content: bool = False
    is_open: bool = False


_UNKNOWN = _Guess(role="variable", why="no known heading")


class _Table:
    """The guesses about the columns of one table, made in the order of how sure they are."""

    def __init__(self, cells: pd.DataFrame, roles: Mapping[str, str]) -> None:
        self.names = [str(name) for name in cells.columns]
        self.guesses: dict[str, _Guess] = {}
        self.contents = Contents(cells)
        self.is_of_program = program_of(self.names)[0] != NO_PROGRAM
        self.meanings = self._meanings()
        self._by_map(roles)
        self._forget_names_of_marks()
        self._by_number()
        self._by_heading()
        self._sums()
        self._categories()
        if not self.has_codes:
            self._marks()
        self._coder_or_codes()
        self._one_column_per_coder()
        self._near_names()
        self._words_by_content()
        self._id_or_case()
        self._person_or_speaker()
        if not self.has_codes:
            self._code_by_content()
        self._counts()
        self._by_map(roles)  # nothing found meanwhile overrules it
        self.categories = self._top_down()

    def column(self, name: str) -> Column:
        guess = self.guesses.get(name, _UNKNOWN)
        return Column(
            name=name,
            role=guess.role,
            why=guess.why,
            question=guess.question,
            code=_code_marked(name),
            depth=self.categories.index(name) if name in self.categories else 0,
            by_content=guess.by_content,
            is_open=guess.is_open,
            examples=tuple(self.contents.values(name)[:MOST_EXAMPLES]),
        )

    @property
    def has_codes(self) -> bool:
        return bool({"code", "codes", "level", "mark", "coded_by", "coders"} & self._roles())

    def _roles(self) -> set[str]:
        return {guess.role for guess in self.guesses.values()}

    def _open(self) -> list[str]:
        """The columns that nothing is known of yet."""
        return [name for name in self.names if name not in self.guesses]

    def _meanings(self) -> dict[str, Meaning]:
        _, own = program_of(self.names)
        meanings = {name: meaning_of(name) for name in self.names}
        meanings |= {
            name: Meaning(role=own[plain(name)], rank=EXACT_STRONG)
            for name in self.names
            if plain(name) in own
        }
        return {name: one for name, one in meanings.items() if one}

    def _forget_names_of_marks(self) -> None:
        """Among columns of marks one called `Person` or `Source` marks a code, too."""
        marks = self.contents.marks(self._open())
        signs = {v for name in marks if name not in self.meanings for v in self._folded(name)}
        for name in marks if len(marks) >= _MANY_MARKS else ():
            if self._is_confused(name) and self._folded(name) <= signs:
                del self.meanings[name]

    def _folded(self, name: str) -> set[str]:
        return {value.casefold() for value in self.contents.values(name)}

    def _is_confused(self, name: str) -> bool:
        return name in self.meanings and self.meanings[name].role in _CONFUSED

    def _by_map(self, roles: Mapping[str, str]) -> None:
        by_name = {plain(column): role for column, role in roles.items()}
        for name in self.names:
            if role := by_name.get(plain(name)):
                self.guesses[name] = _Guess(role=role, why="the map says so")

    def _by_number(self) -> None:
        """Columns such as `Code 1`, `code_level2` and `Code: Trust Applied`.

        Where all that are numbered are columns of marks, their headings stand for the codes.
        """
        numbered = [name for name in self._open() if code_number(name) is not None]
        are_marks = all(self.contents.has_only_marks(name) for name in numbered)
        numbered_marks = numbered if are_marks and self.contents.marks(numbered) else []
        for name in self._open():
            if match := _APPLIED.fullmatch(name):
                role = "mark" if match["what"] == "Applied" else "ignore"
                self.guesses[name] = _Guess(role=role, why="by its heading")
            elif level_in(name) is not None:
                self.guesses[name] = _Guess(role="level", why="by its heading")
            elif code_number(name) is not None:
                is_mark = name in numbered_marks
                self.guesses[name] = _Guess(
                    role="mark" if is_mark else "code",
                    why="0 and 1, x or yes" if is_mark else "by its heading",
                    question="does it mark the code of its heading (mark), or hold codes (code)?"
                    * (is_mark and name == numbered_marks[0]),
                )
            elif (again := _AGAIN.fullmatch(name)) and code_number(again[1]) is not None:
                question = "does it hold codes of the same passage?"
                self.guesses[name] = _Guess(
                    role="ignore", why="the heading comes again", question=question
                )

    def _by_heading(self) -> None:
        """The columns of the roles that one column has, and those that several may have."""
        for role in (*SINGLE_ROLES, "code"):
            if role not in self._roles() or (role == "code" and not self._has_single_code()):
                self._best_of(role)
        for name in self._open():
            has_meaning = name in self.meanings and plain(name) not in CODER_OR_CODES
            role = self.meanings[name].role if has_meaning else ""
            if role == "variable" and self.meanings[name].rank != EXACT_STRONG:
                continue
            if role in ("category", "variable", "ignore"):
                self.guesses[name] = _Guess(role=role, why="by its heading")
            elif role:
                self.guesses[name] = self._second(name, role)

    def _sums(self) -> None:
        """Columns of numbers that are called sums of others; one of 0 and 1 is asked about."""
        for name in self._open():
            if is_sum(name) and self.contents.are_small_counts(name):
                is_mark = bool(self.contents.marks([name]))
                question = "is it a sum of the others (ignore), or does it mark a code (mark)?"
                self.guesses[name] = _Guess(
                    role="ignore", why="a sum of the others", question=question * is_mark
                )

    def _second(self, name: str, role: str) -> _Guess:
        """The guess about a column whose role another one has."""
        if not (others := self._of(role)):
            return _Guess(role="variable", why=f"no {role}, but numbers")
        best = others[0]
        is_other = role in _DIVIDING and not self.contents.tell_same_apart(name, best)
        return _Guess(role="variable" if is_other else "ignore", why=f"{best} is the {role}")

    def _has_single_code(self) -> bool:
        return any(
            guess.role == "code" and code_number(name) is None
            for name, guess in self.guesses.items()
        )

    def _candidates(self, role: str) -> list[tuple[int, int, str]]:
        """The open columns whose heading names the role, best first."""
        return sorted(
            (one.rank, one.place, name)
            for name in self._open()
            if (one := self.meanings.get(name)) and one.role == role
            and plain(name) not in CODER_OR_CODES
            and (role != "words" or self.contents.has_letters(name))
        )  # fmt: skip

    def _best_of(self, role: str) -> None:
        candidates = self._candidates(role)
        if role == "code" and self.has_codes:
            candidates = [one for one in candidates if one[0] <= COMPOSED_STRONG]
        if not candidates:
            return
        rank, _, best = candidates[0]
        rivals = [name for other, _, name in candidates[1:] if other == rank]
        if role in _DIVIDING:
            rivals = [name for name in rivals if not self.contents.tell_same_apart(name, best)]
        alike = [
            name for name in rivals if role == "code" and self.contents.share_values(name, best)
        ]
        if alike:
            self._several_codes([best, *alike], why="by its heading")
            return
        question = _question(role, rivals) if rivals or rank == PARTIAL else ""
        self.guesses[best] = _Guess(role=role, why="by its heading", question=question)

    def _id_or_case(self) -> None:
        """An `ID` that comes again with other words may be that of the participant."""
        words, ids = self._of("words"), [name for name in self._of("id") if plain(name) == "id"]
        if not words or not ids or {"document", "case"} & self._roles():
            return
        if self.is_of_program or not self.contents.come_again(ids[0], words[0]):
            return
        question = "does it name the participant or case, or the passage?"
        self.guesses[ids[0]] = _Guess(role="case", why="comes again", question=question)

    def _person_or_speaker(self) -> None:
        """A speaker who comes again in another document may be another person there."""
        for name, document in zip(self._of("case"), self._of("document"), strict=False):
            if plain(name) in _SPEAKERS and self.contents.come_again(name, document):
                self.guesses[name].question = _ONE_PERSON
                self.guesses[name].is_open = True

    def _of(self, *roles: str) -> list[str]:
        return [name for name in self.names
                if name in self.guesses and self.guesses[name].role in roles]  # fmt: skip

    def _categories(self) -> None:
        """The last category is the code where no other column is; each must stand in one above."""
        categories = self._top_down()
        if categories and not self.has_codes and not self.contents.marks(self._open()):
            self.guesses[categories[-1]].role = "code"
        steps = [*categories, *self._of("code")] if self._has_single_code() else categories
        for above, below in pairwise(dict.fromkeys(steps)):
            is_asked = len(categories) > 1 and above in categories
            if is_asked and not self.contents.stands_below(below, above):
                self.guesses[above].question = f"does it stand above {below} in the codebook?"

    def _top_down(self) -> list[str]:
        """The columns of categories from the top of the codebook down.

        Which way they go is told by what they hold, else by their names, else they go upwards where
        the code is the first of them, as in content analysis.
        """
        down = self._of("category")
        up = list(reversed(down))
        is_down, is_up = (
            all(self.contents.stands_below(below, above) for above, below in pairwise(steps))
            for steps in (down, up)
        )
        if is_down != is_up:
            return up if is_up else down
        depths = list(map(_depth, down))
        if len(set(depths)) > 1:
            return up if depths == sorted(depths, reverse=True) else down
        codes = self._of("code")
        is_first = codes and down and self.names.index(codes[0]) < self.names.index(down[0])
        return up if is_first else down

    def _marks(self) -> None:
        marks = self.contents.marks(self._open())
        if not marks:
            return
        first, last = self.names.index(marks[0]), self.names.index(marks[-1])
        before = takewhile(self.contents.are_counts, reversed(self.names[:first]))
        after = takewhile(self.contents.are_counts, self.names[last + 1 :])
        tick_columns = (name for name in self._open() if self._folded(name) & _TICKS)
        block = {*before, *self.names[first : last + 1], *after, *tick_columns}
        block &= set(self._open())
        cases = self._of("case")
        of_cases = self.contents.constant_in(cases[0], marks) if cases else set()
        for name in block:
            self.guesses[name] = self._mark(name, marks, of_cases=of_cases)
        for name in self._open():
            if len(marks) >= _MANY_MARKS and {v.casefold() for v in self.contents.values(name)} == {
                "0"
            }:
                self.guesses[name] = _Guess(role="mark", why="a code that no row has")

    def _mark(self, name: str, marks: Sequence[str], *, of_cases: set[str]) -> _Guess:
        """The guess about a column that stands between those of marks."""
        values = self._folded(name)
        question = "does it mark a code, or is it a property of the case?"
        if name in of_cases:
            why = "0 and 1, the same in all rows of a case"
            return _Guess(role="variable", why=why, question=question)
        if name in marks or values <= NO:
            meaning = meaning_of(name)
            is_named = meaning is not None and meaning.role in _CONFUSED
            return _Guess(role="mark", why="0 and 1, x or yes", question=question * is_named)
        if all(value in YES | NO or value.isdecimal() for value in values):
            return _Guess(role="mark", why="numbers beside columns of marks", question=question)
        if values & _TICKS:
            others = ", ".join(sorted(values - YES - NO)[:MOST_EXAMPLES])
            question = f"does every entry mark the code, also {others}?"
            return _Guess(role="mark", why="marks and other entries", question=question)
        return _Guess(role="variable", why="texts between columns of marks", question=question)

    def _coder_or_codes(self) -> None:
        """`Koder` is who coded beside columns of marks, and else the codes; between, a question."""
        for name in self._open():
            if plain(name) not in CODER_OR_CODES:
                continue
            values, marks = self.contents.values(name), self._of("mark")
            are_names = len(values) <= _MOST_CODERS and not any(";" in one for one in values)
            is_coder = are_names and self.has_codes and "coder" not in self._roles()
            is_certain_coder = len(marks) >= _MANY_MARKS or self._is_beside_other_codes(name)
            certain = is_certain_coder if is_coder else not self.has_codes
            question = "" if certain else "does it say who coded, or which codes?"
            role = "coder" if is_coder else "codes"
            self.guesses[name] = _Guess(role=role, why="by its heading", question=question)

    def _is_beside_other_codes(self, name: str) -> bool:
        """Whether a column that is called one of the code has values, and none of this column."""
        codes = {value for one in self._of("code") if self._says_code(one)
                 for value in self._folded(one)}  # fmt: skip
        return bool(codes) and codes.isdisjoint(self._folded(name))

    def _says_code(self, name: str) -> bool:
        """Whether a heading is the word for a code, and nothing else but a number."""
        is_named = name in self.meanings and self.meanings[name].rank == EXACT_STRONG
        return is_named or code_number(name) is not None

    def _one_column_per_coder(self) -> None:
        """Columns such as `Coder 1`, `Coder 2`: what each gave, or who coded."""
        names = [name for name in self._open() if is_one_coder(name)]
        if len(names) < 2:  # noqa: PLR2004
            return
        question = "does it name a coder, or the code that one gave?"
        question = question if self.has_codes else ""
        role = "ignore" if question else "coded_by"
        for name in names:
            self.guesses[name] = _Guess(role=role, why="by its heading", question=question)

    def _near_names(self) -> None:
        """The columns whose heading is nearly a name of a role that no column has."""
        for name in self._open():
            near = "" if name in self.meanings else near_name(name)
            meaning = meaning_of(near) if near else None
            if meaning and meaning.role not in self._roles() and self.contents.values(name):
                self.guesses[name] = _Guess(
                    role=meaning.role,
                    why=f'nearly "{near}"',
                    question=_question(meaning.role, near=near),
                )

    def _words_by_content(self) -> None:
        """The open column (or comment) with the longest texts, where no heading names the words."""
        if "words" in self._roles():
            return
        questions = [name for name in self._open() if name.strip().endswith(_QUESTION_MARKS)]
        questions = [name for name in questions if self.contents.length(name) >= _LONG]
        if len(questions) == 1:
            self.guesses[questions[0]] = _Guess(role="words", why="the answers to a question")
            return
        candidates = questions or [*self._open(), *self._of("memo", "meaning_unit")]
        longest = max(candidates, key=self.contents.length, default="")
        if longest and self.contents.length(longest) >= _LONG:
            rivals = [name for name in questions if name != longest]
            question = _question("words", rivals)
            self.guesses[longest] = _Guess(
                role="words", why="the longest texts", question=question, by_content=True
            )

    def _code_by_content(self) -> None:
        """The last open column (or comment) with short texts, where no heading names codes."""
        unnamed = [name for name in self._open() if name not in self.meanings]
        likely = [
            name for name in (*self._of("memo"), *unnamed) if self.contents.is_like_codes(name)
        ]
        if "words" in self._roles() and (columns := self._columns_of_coders()):
            coders = self._coders_below(columns)
            is_open = any(one.casefold() in _GRADES or one[0].islower() for one in coders)
            for name in columns:
                self.guesses[name] = _Guess(
                    role="coders",
                    why="a code with names below",
                    question=_WHO,
                    by_content=True,
                    is_open=is_open,
                )
            return
        if likely and "words" in self._roles():
            best = max(
                (self.contents.length(name) >= _NEARLY, at) for at, name in enumerate(likely)
            )[1]
            code = likely.pop(best)
            alike = [name for name in likely if self.contents.share_values(name, code)]
            if alike:
                self._several_codes([*alike, code], why="short texts", by_content=True)
                return
            is_open = self._may_be_coders([code])
            self.guesses[code] = _Guess(
                role="code",
                why="short texts",
                question=_WHO if is_open else _question("code"),
                by_content=True,
                is_open=is_open,
            )

    def _counts(self) -> None:
        """In a table without words the columns that count codes in documents, or the other way."""
        if "words" in self._roles() or len(self.names) <= _LEAST_COUNTS:
            return
        labels = self._of("code", "document", "case")[:1] or self._labels_of_rows()
        columns = [
            name
            for name in (*self._open(), *self._of("mark"))
            if name not in labels
            and self.contents.are_small_counts(name)
            and any(map(str.isalpha, name))
        ]
        counts = [name for name in self.names if name in columns]
        if not labels or len(counts) < _LEAST_COUNTS or "coded_by" in self._roles():
            return
        listed = ", ".join(counts[:MOST_EXAMPLES]) + (", …" if counts[MOST_EXAMPLES:] else "")
        of_row = "code" if self.guesses.get(labels[0], _UNKNOWN).role == "code" else "document"
        question = (
            f"do the columns {listed} count how often the code of the heading stands in the "
            f"document of the row (count)?" if of_row == "document" else
            f"do the columns {listed} count how often the code of the row stands in the document "
            f"of the heading (count)?"
        )  # fmt: skip
        is_open = not self.contents.are_like_counts(counts)
        for name in counts:
            self.guesses[name] = _Guess(
                role="count",
                why="small numbers",
                question=question * (name == counts[0]),
                by_content=True,
                is_open=is_open,
            )

    def _labels_of_rows(self) -> list[str]:
        """The first column, where its heading says nothing: documents, or codes, by its cells."""
        first, *others = self.names
        values = self.contents.values(first)
        if first not in self._open() or not self.contents.are_labels(first):
            return []
        headings = [name for name in others if not is_sum(name)]
        are_documents = are_like_documents(values) or any(map(sign_said, headings))
        are_codes = are_like_documents(headings) or any(map(sign_said, values))
        is_open = are_documents == are_codes
        self.guesses[first] = _Guess(
            role="code" if are_codes and not is_open else "document",
            why="the labels of the rows",
            question="does it name documents (document), codes (code), or those who trust, each "
            "heading being one who is trusted (truster)?" * is_open,
            by_content=True,
            is_open=is_open,
        )
        return [first]

    def _columns_of_coders(self) -> list[str]:
        """The columns called after codes of trust, and others in which the same coders stand."""
        likely = [name for name in self._open() if self.contents.is_like_codes(name)]
        called = [name for name in likely if sign_said(name)]
        coders = self._coders_below(called)
        if not self._may_be_coders(called):
            return []
        return [
            name
            for name in likely
            if all(coders.issuperset(coders_in(value)) for value in self.contents.values(name))
        ]

    def _may_be_coders(self, names: Sequence[str]) -> bool:
        """Whether what columns hold may be names of coders: few, of few words, none of trust."""
        values = self._coders_below(names)
        return 0 < len(values) <= _MOST_CODERS and all(map(_is_like_a_name, values))

    def _coders_below(self, names: Sequence[str]) -> set[str]:
        return {one for name in names for value in self.contents.values(name)
                for one in coders_in(value)}  # fmt: skip

    def _several_codes(self, names: Sequence[str], *, why: str, by_content: bool = False) -> None:
        """Columns of the same codes: those of one coder each where they often agree in a row."""
        role = "coded_by" if self.contents.often_agree(*names[:2]) else "code"
        question = "does it hold what one coder gave (coded_by), or one of several codes (code)?"
        is_open = by_content and self._may_be_coders(names)
        for name in names:
            self.guesses[name] = _Guess(
                role=role,
                why=why,
                question=f"{question[:-1]}; {_OR_WHO}" if is_open else question,
                by_content=by_content,
                is_open=is_open,
            )


def _depth(heading: str) -> int:
    """How far down in a codebook a column of this name stands: themes, categories, parts of them.

    >>> _depth("Aggregate dimension"), _depth("Category"), _depth("Undertema")
    (0, 1, 2)
    """
    if re.match(r"sub|under|unter|sous|sotto", plain(heading)):
        return 2
    return 0 if re.search(r"dimension|them|tema\b|temat|tém|主题|محور", plain(heading)) else 1


def _is_like_a_name(value: str) -> bool:
    """Whether a value may be a name of a person: a word, or several with capital letters.

    >>> _is_like_a_name("Anna Berg"), _is_like_a_name("anna"), _is_like_a_name("Lack of time")
    (True, True, False)
    """
    words = value.split()
    has_letters = any(map(str.isalpha, value)) and not sign_said(value)
    are_capital = all(not word[0].islower() for word in words)
    return has_letters and len(words) <= _MOST_WORDS and (len(words) == 1 or are_capital)


def _question(role: str, rivals: Sequence[str] = (), *, near: str = "") -> str:
    """Whether a column has the role, or one of its rivals; nothing where that decides nothing."""
    if role not in _DECIDING:
        return ""
    verb = {"coder": "say", "case": "name", "document": "name"}.get(role, "hold")
    others = ", or does " + " or ".join(f'"{name}"' for name in rivals) if rivals else ""
    hint = f' (did you mean "{near}")' if near else ""
    return f"does it {verb} {ROLES[role].partition(';')[0]}{others}{hint}?"


def _code_marked(name: str) -> str:
    """The code that a column of this name marks."""
    match = _APPLIED.fullmatch(name)
    return match["code"] if match else name


def role_called(name: str) -> str:
    """The role of this name, however it is written; empty where there is none.

    >>> role_called("Meaning unit"), role_called("words"), role_called("text")
    ('meaning_unit', 'words', '')
    """
    role = "_".join(name.casefold().replace("-", " ").replace("_", " ").split())
    return role if role in ROLES or role in ROLES_OF_RELATIONS else ""


def roles_in_words() -> str:
    """The roles, each with what it means."""
    of_excerpts, of_relations = (
        "; ".join(f"{name} ({one})" for name, one in roles.items())
        for roles in (ROLES, ROLES_OF_RELATIONS)
    )
    return f"{of_excerpts}; in a table of relations {of_relations}"
