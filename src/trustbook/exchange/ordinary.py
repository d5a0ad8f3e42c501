"""Which names are words that name nobody, such as a case called Nurse or Home care."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from trustbook.corpus.schema import TABLES
from trustbook.exchange.mapping import ImportMap
from trustbook.exchange.model import Project
from trustbook.exchange.names import words_of

_COMMON = """
admin adviser advisor assistant attribute boss care carer case chief child citizen client clinic
coach coder colleague consultant coordinator counsellor default department director doctor
document employee employer expert family father female field file focus general gp group guest
health hospital individual informant interview job leader local male management manager member
midwife mother municipality network note notes number nurse office officer organisation
organization owner parent partner participant patient person physician physiotherapist
politician practitioner professional project psychologist relative report researcher resident
respondent root school service social source speaker staff student study supervisor survey talk
teacher team test text therapist transcript trust unknown user volunteer ward woman man worker
borger bruger dokument deltager forælder gruppe hjemmeplejen informanten klient kommune kommunen
kollega leder lege læge lærer medarbejder patienten person plejer pårørende socialrådgiver
sygehus sygeplejerske sykepleier terapeut underviser arzt brukare deltagare gruppen handläggare
kommunen kund lärare läkare sjukhus sjuksköterska angehörige betreuer chef krankenhaus
krankenschwester lehrer lehrerin leitung mitarbeiter mitarbeiterin patientin pflege pflegekraft
teilnehmer teilnehmerin ärztin arts begeleider bewoner cliënt deelnemer leraar medewerker
verpleegkundige zorg ziekenhuis enseignant hôpital infirmier infirmière médecin participante
professeur soignant alumno alumna doctora enfermera enfermero hospital maestra maestro médico
paciente profesor profesora usuario enfermeira enfermeiro professor professora utente infermiera
infermiere insegnante medico ospedale paziente utente
agency authority bank board bureau church company council court firm government insurance insurer
jobcenter jobcentre ministry police state amt behörde krankenkasse polizei regering
arbeiter berater beraterin fachkraft hausarzt sozialarbeiter therapeutin vorgesetzte arbetsgivare
arbejdsgiver arbeidsgiver arbeitgeber socialarbetare sosialarbeider
atlas atlasti catma dedoose inception label maxqda nvivo qualcoder quirkos requal rqda studio super
taguette webanno
"""
_OF_TABLES = frozenset(
    words_of(f"{' '.join(TABLES)} codebook codings quotation excerpts memos csv tsv xlsx ods docx")
)  # what files of tables are called, and a report of an import speaks of
_PARTICLES = frozenset(words_of("af al bin da de del der di dos du el la le ten ter van von zu"))
_PLURALS = ("r", "er", "e", "n", "en", "ne", "ene", "erne", "es", "nen", "na", "i")
_BESIDE_ROLES = frozenset(
    words_of("the a an and of home primary public private mental own our my other den det de die "
             "der das le la les el los las il lo gli het o os as")
)  # fmt: skip
_WORD = re.compile(r"[^\W\d_]+")
_ENDINGS = words_of("arzt leder ledere læge læger lærer pleje ärztin")  # as in Stationsleder
_TWO = 2
_LONG = 6  # letters of a word that others are made of, as in Krankenpflege


def is_role(name: str) -> bool:
    """Whether a name is that of a role or an organisation: a common word, and nothing else but it.

    >>> is_role("The hospital"), is_role("Home care"), is_role("Patienter"), is_role("Nurse Anna")
    (True, True, True, False)
    """
    words = _WORD.findall(name)
    rest = [word for word in words if not any(map(is_common_word, _singulars(word)))]
    return len(rest) < len(words) and all(word.casefold() in _BESIDE_ROLES for word in rest)


def _singulars(word: str) -> Iterator[str]:
    """The word, and what it is without the ending of a plural in one of several languages."""
    yield word
    for ending in _PLURALS:
        if word.casefold().endswith(ending):
            yield word[: -len(ending)]


def ordinary_names(names: Iterable[str], project: Project, mapping: ImportMap) -> set[str]:
    """Those of the names that are words which name nobody.

    Either all words of a name are common ones for people and places, or the map calls a stakeholder
    or concept so, or several cases have it as a value, or it is written as no name of a person is,
    in small letters in the words of the material and of the codebook.

    Parameters
    ----------
    names
        Names of a project, such as of its cases.
    project, mapping
        What else is called so.

    Returns
    -------
    set of str
        The ordinary ones.
    """
    elsewhere = _names_of_map(mapping) | _shared_values(project)
    uncommon = {name for name in names if not _is_common(name) and words_of(name) not in elsewhere}
    in_prose = _in_small_letters(uncommon, _prose(project))
    return {name for name in names if name not in uncommon or name in in_prose}


def _is_common(name: str) -> bool:
    """Whether each word is common or a number, or only the first one has a capital letter."""
    words = [word for word in words_of(name) if len(word) > 1 and not word.isdigit()]
    if words and all(word in _OF_TABLES or is_common_word(word) for word in words):
        return True
    own_words = [word for word in _WORD.findall(name) if word.casefold() not in _PARTICLES]
    capitals = [word for word in own_words if word[0].isupper()]
    return len(own_words) >= _TWO and own_words[0] in capitals and len(capitals) == 1


_COMMON_WORDS = frozenset(words_of(_COMMON))
_LONG_WORDS = tuple(word for word in _COMMON_WORDS if len(word) >= _LONG)


def is_common_word(word: str) -> bool:
    """Whether the word is a common one for people and places, or made of a long one.

    >>> is_common_word("Nurses"), is_common_word("Sygeplejersken"), is_common_word("Anna")
    (True, True, False)
    """
    plain = "".join(words_of(word))
    if plain in _COMMON_WORDS or plain.removesuffix("s") in _COMMON_WORDS:
        return True
    return plain.startswith(_LONG_WORDS) or plain.endswith((*_LONG_WORDS, *_ENDINGS))


def is_like_a_person(name: str) -> bool:
    """Whether a name has two words or more that are not common.

    >>> is_like_a_person("Anna Example Jensen"), is_like_a_person("Interview 3")
    (True, False)
    """
    words = [word for word in words_of(name) if not word.isdigit()]
    return sum(not is_common_word(word) for word in words) >= _TWO


def are_persons(values: Iterable[str], project: Project) -> bool:
    """Whether values name people: all look like it, or one is a name of a case or coder."""
    person_names = [
        set(words_of(name))
        for name in (*project.cases["name"].dropna(), *project.coder_names.values())
        if not _is_common(name)
    ]
    uncommon = [value for value in values if not _is_common(value)]
    if any(set(words_of(value)) <= words for value in uncommon for words in person_names):
        return True
    return bool(uncommon) and all(is_like_a_person(value) for value in values)


def _names_of_map(mapping: ImportMap) -> set[tuple[str, ...]]:
    """What the map calls stakeholders and concepts, as words."""
    names = [
        name
        for one in mapping.stakeholders
        for name in (one.stakeholder, one.row["label"], *one.codes)
    ]
    names += [name for one in mapping.concepts
              for name in (one.concept, one.row["label"], *one.codes)]  # fmt: skip
    leaves = [re.split(r"[\\*]", name)[-1] for name in names]
    return {words_of(name) for name in (*names, *leaves)}


def _shared_values(project: Project) -> set[tuple[str, ...]]:
    """The values that several cases or documents have."""
    variables = project.variables.dropna(subset=["value"])
    numbers = variables.groupby("value")["owner"].nunique()
    shared = numbers.index[numbers >= _TWO]
    return {words_of(str(name)) for name in shared}


def _prose(project: Project) -> Iterator[str]:
    """The words of the material, of the codebook and of the data dictionary."""
    cells = (
        project.sources["text"],
        project.selections["quotation"],
        project.selections["description"],
        project.codes["description"],
        project.memos["text"],
    )
    for column in cells:
        yield from column.dropna().drop_duplicates()
    for table in TABLES.values():
        yield from (table.description, *(field.description for field in table.fields))


def _in_small_letters(names: Iterable[str], prose: Iterable[str]) -> set[str]:
    """The names that the prose has more often in small letters than otherwise."""
    by_words = {name: words for name in names if (words := tuple(_letters(name)))}
    with_case = {w for w in by_words.values() if "".join(w) != "".join(w).upper()}
    if not with_case:
        return set()
    between = r"[\W\d_]+"
    names_in_text = "|".join(between.join(map(re.escape, words)) for words in sorted(with_case))
    pattern = re.compile(rf"(?<![^\W\d_])(?:{names_in_text})(?![^\W\d_])", re.IGNORECASE)
    number, in_small = Counter[tuple[str, ...]](), Counter[tuple[str, ...]]()
    for text in prose:
        for match in pattern.findall(text):
            words = tuple(_letters(match))
            number[words] += 1
            in_small[words] += _is_small(match)
    return {name for name, words in by_words.items() if in_small[words] * _TWO > number[words]}


def _letters(name: str) -> list[str]:
    return [word.lower() for word in _WORD.findall(name)]


def _is_small(match: str) -> bool:
    """Whether no word has a capital letter, but for the first of several."""
    words = _WORD.findall(match)
    return all(word.islower() for word in (words[1:] or words))
