"""Roles of columns that their headings do not say, by what the columns hold."""

from collections.abc import Sequence
from itertools import takewhile

from trustbook.exchange.count_tables import are_like_documents, is_sum
from trustbook.exchange.guesses import (
    CONFUSED,
    MANY_MARKS,
    MOST_EXAMPLES,
    UNKNOWN,
    Guess,
    Guesses,
    question_of,
)
from trustbook.exchange.headings import meaning_of, plain
from trustbook.exchange.marks import NO, YES, coders_in
from trustbook.exchange.relation_words import sign_said

_NEARLY = 4  # letters of a name that a slip of the pen leaves recognisable
_TICKS = {"x", "✓", "✔", "√", "☑"}
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
    "is the same name the same person in all documents (case), or only what each document calls "
    "its speakers (variable)?"
)
_QUESTION_MARKS = ("?", "？", "؟")
_LONG = 15  # letters of a passage, on average; a Chinese sign counts as three


def guess_marks(table: Guesses) -> None:
    """The columns of marks, with what is between them."""
    marks = table.contents.marks(table.open_names())
    if not marks:
        return
    first, last = table.names.index(marks[0]), table.names.index(marks[-1])
    before = takewhile(table.contents.are_counts, reversed(table.names[:first]))
    after = takewhile(table.contents.are_counts, table.names[last + 1 :])
    tick_columns = (name for name in table.open_names() if table.folded_values(name) & _TICKS)
    block = {*before, *table.names[first : last + 1], *after, *tick_columns}
    block &= set(table.open_names())
    cases = table.of("case")
    of_cases = table.contents.constant_in(cases[0], marks) if cases else set()
    for name in block:
        table.guesses[name] = _mark(table, name, marks, of_cases=of_cases)
    for name in table.open_names():
        if len(marks) >= MANY_MARKS and {v.casefold() for v in table.contents.values(name)} == {
            "0"
        }:
            table.guesses[name] = Guess(role="mark", why="a code that no row has")


def _mark(table: Guesses, name: str, marks: Sequence[str], *, of_cases: set[str]) -> Guess:
    """The guess about a column that is between those of marks."""
    values = table.folded_values(name)
    question = "does it mark a code, or is it a property of the case?"
    if name in of_cases:
        why = "0 and 1, the same in all rows of a case"
        return Guess(role="variable", why=why, question=question)
    if name in marks or values <= NO:
        meaning = meaning_of(name)
        is_named = meaning is not None and meaning.role in CONFUSED
        return Guess(role="mark", why="0 and 1, x or yes", question=question * is_named)
    if all(value in YES | NO or value.isdecimal() for value in values):
        return Guess(role="mark", why="numbers beside columns of marks", question=question)
    if values & _TICKS:
        others = ", ".join(sorted(values - YES - NO)[:MOST_EXAMPLES])
        question = f"does every entry mark the code, including {others}?"
        return Guess(role="mark", why="marks and other entries", question=question)
    return Guess(role="variable", why="texts between columns of marks", question=question)


def guess_words(table: Guesses) -> None:
    """The open column (or comment) with the longest texts, where no heading names the words."""
    if "words" in table.roles():
        return
    questions = [name for name in table.open_names() if name.strip().endswith(_QUESTION_MARKS)]
    questions = [name for name in questions if table.contents.length(name) >= _LONG]
    if len(questions) == 1:
        table.guesses[questions[0]] = Guess(role="words", why="the answers to a question")
        return
    candidates = questions or [*table.open_names(), *table.of("memo", "meaning_unit")]
    longest = max(candidates, key=table.contents.length, default="")
    if longest and table.contents.length(longest) >= _LONG:
        rivals = [name for name in questions if name != longest]
        question = question_of("words", rivals)
        table.guesses[longest] = Guess(
            role="words", why="the longest texts", question=question, by_content=True
        )


def guess_case(table: Guesses) -> None:
    """An `ID` that comes again with other words may be that of the participant."""
    words, ids = table.of("words"), [name for name in table.of("id") if plain(name) == "id"]
    if not words or not ids or {"document", "case"} & table.roles():
        return
    if table.is_of_program or not table.contents.come_again(ids[0], words[0]):
        return
    question = "does it name the participant or case, or the passage?"
    table.guesses[ids[0]] = Guess(role="case", why="comes again", question=question)


def ask_who_speaks(table: Guesses) -> None:
    """A speaker who comes again in another document may be another person there."""
    for name, document in zip(table.of("case"), table.of("document"), strict=False):
        if plain(name) in _SPEAKERS and table.contents.come_again(name, document):
            table.guesses[name].question = _ONE_PERSON
            table.guesses[name].is_open = True


def guess_code(table: Guesses) -> None:
    """The last open column (or comment) with short texts, where no heading names codes."""
    unnamed = [name for name in table.open_names() if name not in table.meanings]
    likely = [name for name in (*table.of("memo"), *unnamed) if table.contents.is_like_codes(name)]
    if "words" in table.roles() and (columns := _columns_of_coders(table)):
        coders = _coders_below(table, columns)
        is_open = any(one.casefold() in _GRADES or one[0].islower() for one in coders)
        for name in columns:
            table.guesses[name] = Guess(
                role="coders",
                why="a code with names below",
                question=_WHO,
                by_content=True,
                is_open=is_open,
            )
        return
    if likely and "words" in table.roles():
        best = max((table.contents.length(name) >= _NEARLY, at) for at, name in enumerate(likely))[
            1
        ]
        code = likely.pop(best)
        alike = [name for name in likely if table.contents.share_values(name, code)]
        if alike:
            give_several_codes(table, [*alike, code], why="short texts", by_content=True)
            return
        is_open = _may_be_coders(table, [code])
        table.guesses[code] = Guess(
            role="code",
            why="short texts",
            question=_WHO if is_open else question_of("code"),
            by_content=True,
            is_open=is_open,
        )


def guess_coder(table: Guesses) -> None:
    """The open column of a few names that differ in the rows of one passage may say who coded."""
    words = table.of("words")
    if not words or not table.has_codes or {"coder", "coded_by", "coders"} & table.roles():
        return
    for name in (one for one in table.open_names() if one not in table.meanings):
        if _may_be_coders(table, [name]) and table.contents.differ_within(name, words[0]):
            table.guesses[name] = Guess(
                role="coder",
                why="names that differ in the rows of one passage",
                question="does it say who coded?",
                by_content=True,
            )
            return


def _columns_of_coders(table: Guesses) -> list[str]:
    """The columns called after codes of trust, and others in which the same coders are."""
    likely = [name for name in table.open_names() if table.contents.is_like_codes(name)]
    called = [name for name in likely if sign_said(name)]
    coders = _coders_below(table, called)
    if not _may_be_coders(table, called):
        return []
    return [
        name
        for name in likely
        if all(coders.issuperset(coders_in(value)) for value in table.contents.values(name))
    ]


def _may_be_coders(table: Guesses, names: Sequence[str]) -> bool:
    """Whether what columns hold may be names of coders: few, of few words, none of trust."""
    values = _coders_below(table, names)
    return 0 < len(values) <= _MOST_CODERS and all(map(_is_like_a_name, values))


def _coders_below(table: Guesses, names: Sequence[str]) -> set[str]:
    return {one for name in names for value in table.contents.values(name)
            for one in coders_in(value)}  # fmt: skip


def guess_counts(table: Guesses) -> None:
    """In a table without words the columns that count codes in documents, or the other way."""
    if "words" in table.roles() or len(table.names) <= _LEAST_COUNTS:
        return
    labels = table.of("code", "document", "case")[:1] or _labels_of_rows(table)
    columns = [
        name
        for name in (*table.open_names(), *table.of("mark"))
        if name not in labels
        and table.contents.are_small_counts(name)
        and any(map(str.isalpha, name))
    ]
    counts = [name for name in table.names if name in columns]
    if not labels or len(counts) < _LEAST_COUNTS or "coded_by" in table.roles():
        return
    listed = ", ".join(counts[:MOST_EXAMPLES]) + (", …" if counts[MOST_EXAMPLES:] else "")
    of_row = "code" if table.guesses.get(labels[0], UNKNOWN).role == "code" else "document"
    question = (
        f"do the columns {listed} count how often the code of the heading occurs in the "
        f"document of the row (count)?" if of_row == "document" else
        f"do the columns {listed} count how often the code of the row occurs in the document "
        f"of the heading (count)?"
    )  # fmt: skip
    is_open = not table.contents.are_like_counts(counts)
    for name in counts:
        table.guesses[name] = Guess(
            role="count",
            why="small numbers",
            question=question * (name == counts[0]),
            by_content=True,
            is_open=is_open,
        )


def _labels_of_rows(table: Guesses) -> list[str]:
    """The first column, where its heading says nothing: documents, or codes, by its cells."""
    first, *others = table.names
    values = table.contents.values(first)
    if first not in table.open_names() or not table.contents.are_labels(first):
        return []
    headings = [name for name in others if not is_sum(name)]
    are_documents = are_like_documents(values) or any(map(sign_said, headings))
    are_codes = are_like_documents(headings) or any(map(sign_said, values))
    is_open = are_documents == are_codes
    table.guesses[first] = Guess(
        role="code" if are_codes and not is_open else "document",
        why="the labels of the rows",
        question="does it name documents (document), codes (code), or those who trust, each "
        "heading being one who is trusted (truster)?" * is_open,
        by_content=True,
        is_open=is_open,
    )
    return [first]


def give_several_codes(
    table: Guesses, names: Sequence[str], *, why: str, by_content: bool = False
) -> None:
    """Columns of the same codes: those of one coder each where they often agree in a row."""
    role = "coded_by" if table.contents.often_agree(*names[:2]) else "code"
    question = "does it hold what one coder gave (coded_by), or one of several codes (code)?"
    is_open = by_content and _may_be_coders(table, names)
    for name in names:
        table.guesses[name] = Guess(
            role=role,
            why=why,
            question=f"{question[:-1]}; {_OR_WHO}" if is_open else question,
            by_content=by_content,
            is_open=is_open,
        )


def _is_like_a_name(value: str) -> bool:
    """Whether a value may be a name of a person: a word, or several with capital letters.

    >>> _is_like_a_name("Anna Berg"), _is_like_a_name("anna"), _is_like_a_name("Lack of time")
    (True, True, False)
    """
    words = value.split()
    has_letters = any(map(str.isalpha, value)) and not sign_said(value)
    are_capital = all(not word[0].islower() for word in words)
    return has_letters and len(words) <= _MOST_WORDS and (len(words) == 1 or are_capital)
