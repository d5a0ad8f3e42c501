"""The words of tables of relations: what their headings mean, and which words say a sign.

English, Danish, Swedish, Norwegian, German, French, Spanish, Portuguese, Dutch, Italian, Chinese
and Arabic. A word says a sign only where it is a word for trust or distrust, or a sign itself.
"""

import re
from collections.abc import Mapping, Sequence

from trustbook.corpus.spellings import folded
from trustbook.exchange.headings import EXACT_STRONG, meaning_of

TRUSTER, TRUSTEE = "truster", "trustee"
PERSONS = ("ego", "alter")  # headings that are names of persons, whatever is below them
ROLES: Mapping[str, str] = {
    TRUSTER: "who trusts",
    TRUSTEE: "who is trusted",
    "truster_role": "the role of who trusts",
    "trustee_role": "the role of who is trusted",
    "concept": "what is stated, such as trust or distrust",
    "sign": "1, -1 or 0",
    "weight": "how strong it is",
    "case": "the participant who says so",
    "document": "the document that says so",
    "coder": "who coded",
    "memo": "a note",
}

_NAMES: Mapping[str, str] = {
    TRUSTER: "truster, trustor, who, who trusts, from, source, ego, sender, rater, nominator, "
    "giver, hvem, hvem stoler, fra, tillidsgiver, afsender, vem, vem litar, från, avsändare, wer, "
    "von, vertrauensgeber, vertrauende, qui, de, origine, quién, quien, desde, origen, "
    "quem, origem, wie, van, bron, chi, da, 信任者, 信任方, 从, 谁, 起点, من, الواثق, المصدر",
    TRUSTEE: "trustee, whom, to, to whom, towards, trusts whom, target, alter, receiver, ratee, "
    "nominee, contact, contact person, contact name, hvem, til, har tillid til, hvem har du tillid "
    "til, har tillit til, hvem har du tillit til, har tillit till, vem har du tillit till, "
    "fait confiance à, confía en, confia em, si fida di, kontakt, kontaktperson, "
    "til hvem, på hvem, stoler på, overfor, tillidsmodtager, modtager, "
    "vem, till, till vem, litar på, mottagare, mål, wem, an, zu, nach, ziel, "
    "vertrauensnehmer, gegenüber, empfänger, à qui, a qui, à, vers, envers, cible, "
    "destinataire, a quién, a quien, hacia, para, destino, a quem, em quem, wie, naar, aan "
    "wie, doel, ontvanger, a chi, di chi, verso, destinazione, 被信任者, 被信任方, 受信者, "
    "信任谁, 到, 目标, 终点, إلى, الى, الموثوق به, الهدف",
    "concept": "concept, relation, relation type, relationship, relationship type, tie, tie type, "
    "type, type of tie, type of relation, kind, edge type, begreb, relationstype, forhold, "
    "slags, begrepp, relationstyp, typ, begrep, relasjon, relasjonstype, konzept, "
    "beziehung, beziehungsart, art der beziehung, type de relation, lien, concepto, tipo de "
    "relación, relación, conceito, tipo de relação, relação, concetto, tipo di relazione, "
    "relazione, relatie, soort relatie, 概念, 关系, 关系类型, 类型, العلاقة, نوع العلاقة, المفهوم",
    "sign": "sign, valence, polarity, +/-, +/−, fortegn, förtecken, tecken, vorzeichen, signe, "
    "signo, sinal, segno, teken, 符号, 正负, الإشارة",
    "weight": "weight, strength, tie strength, intensity, styrke, vægt, styrka, vikt, vekt, "
    "stärke, "
    "gewicht, poids, force, intensité, peso, fuerza, intensidad, força, forza, intensità, "
    "sterkte, 强度, 权重, الوزن, القوة",
    "case": "case, participant, respondent, informant, interviewee, said by, according to, "
    "deltager, deltagare, deltaker, teilnehmer, teilnehmerin, befragte, befragter, "
    "participante, répondant, entrevistado, entrevistada, deelnemer, partecipante, "
    "intervistato, 参与者, 受访者, المشارك",
    "document": "document, interview, transcript, file, document name, dokument, intervju, "
    "entretien, "
    "entrevista, intervista, documento, 访谈, 文档, المقابلة, الوثيقة",
    "coder": "coder, coded by, koder, kodet af, kodare, codierer, kodierer, codeur, codificador, "
    "codificatore, 编码者, المرمز",
    "memo": "memo, note, notes, comment, comments, because, reason, why, quote, quotation, "
    "evidence, begrundelse, fordi, hvorfor, bemærkning, kommentar, citat, anteckning, "
    "notat, begründung, grund, warum, bemerkung, zitat, raison, pourquoi, remarque, "
    "commentaire, citation, motivo, razón, porque, por qué, comentario, nota, razão, "
    "comentário, perché, commento, reden, waarom, opmerking, 备注, 原因, 理由, ملاحظة, السبب",
}
_ROLE_WORDS = re.compile(
    r"(?:role|rolle|roll|rôle|rol|ruolo)\b|\b(?:papel|função|funktion|function|position|occupation|"
    r"profession|stilling|beruf|group|gruppe|type|organisation|organization|affiliation)\b|"
    r"角色|职业|دور"
)
_OF = re.compile(r"\b(?:of|af|av|der|des|du|de la|del|van|the)\b")
_IDENTIFIERS = re.compile(r"\b(?:id|name|navn|namn|nom|nombre|nome|naam|nr|no|number|code|label)\b")
_PERSON_WORDS = {"respondent", "participant", "person", "interviewee", "informant", "deltager"}

_CODES = re.compile(
    r"(?:code|codename|kode|kod|código|codice|tag|编码|代码|الرمز)s?r?(?: name)? ?[-_#]?\d*"
)

_SIGNS: Mapping[str, str] = {
    **dict.fromkeys(("1", "+1", "1.0", "+", "plus", "pos", "positive", "positiv"), "1"),
    **dict.fromkeys(("positif", "positivo", "positief", "正", "إيجابي"), "1"),
    **dict.fromkeys(("-1", "−1", "-1.0", "-", "−", "–", "minus", "neg", "negative"), "-1"),
    **dict.fromkeys(("negativ", "négatif", "negativo", "negatief", "负", "سلبي"), "-1"),
    **dict.fromkeys(("0", "0.0", "neutral", "neutre", "neutro", "neutraal", "中", "محايد"), "0"),
}
_TRUST = (
    "trust, trusts, trusted, trusting, tillid, har tillid til, stoler på, stoler, tillit, "
    "tiltro, har tillit till, har tillit til, litar på, förtroende, vertrauen, vertraut, "
    "confiance, fait confiance, fait confiance à, confianza, confía, confía en, confiança, "
    "confia, confia em, fiducia, si fida, si fida di, vertrouwen, vertrouwt, 信任, 相信, ثقة, "
    "الثقة, يثق, تثق"
)
_DISTRUST = (
    "distrust, distrusts, distrusted, mistrust, mistrusts, does not trust, doesn't trust, do "
    "not trust, don't trust, no trust, mistillid, har mistillid til, stoler ikke på, stoler "
    "ikke, mistillit, misstro, misstror, litar inte på, mistro, misstrauen, misstraut, "
    "vertraut nicht, kein vertrauen, méfiance, défiance, se méfie, se méfie de, desconfianza, "
    "desconfía, desconfía de, no confía, desconfiança, desconfia, não confia, sfiducia, "
    "diffidenza, diffida, non si fida, wantrouwen, wantrouwt, vertrouwt niet, 不信任, 不相信, عدم "
    "الثقة, انعدام الثقة, لا يثق, لا تثق"
)

_DEGREES = (
    "not at all, hardly, little, a little, a bit, some, somewhat, partly, moderately, fairly, "
    "quite, much, very, very much, a lot, a great deal, fully, completely, totally, never, rarely, "
    "seldom, sometimes, often, always, none, very low, low, medium, moderate, high, very high, "
    "weak, strong, very weak, very strong, full, agree, disagree, strongly agree, strongly "
    "disagree, neither agree nor disagree, don't know, "
    "slet ikke, lidt, noget, meget, helt, i nogen grad, i mindre grad, i høj grad, i ringe grad, "
    "aldrig, sjældent, nogle gange, ofte, altid, ingen, lav, mellem, høj, svag, stærk, enig, "
    "uenig, helt enig, helt uenig, hverken enig eller uenig, ved ikke, "
    "inte alls, lite, något, ganska, mycket, sällan, ibland, ofta, alltid, låg, hög, svag, stark, "
    "ikke i det hele tatt, litt, noe, ganske, mye, svært, sjelden, noen ganger, alltid, middels, "
    "gar nicht, überhaupt nicht, kaum, wenig, etwas, teilweise, ziemlich, sehr, völlig, nie, "
    "selten, manchmal, oft, immer, keine, niedrig, mittel, hoch, schwach, stimme zu, stimme nicht "
    "zu, pas du tout, un peu, peu, assez, plutôt, beaucoup, tout à fait, jamais, rarement, "
    "parfois, souvent, toujours, aucune, faible, moyen, élevé, fort, d'accord, pas d'accord, "
    "nada, poco, algo, bastante, mucho, nunca, a veces, siempre, ninguna, bajo, medio, alto, "
    "pouco, muito, às vezes, sempre, nenhuma, baixo, médio, "
    "helemaal niet, weinig, een beetje, veel, nooit, soms, vaak, altijd, geen, laag, hoog, "
    "per niente, abbastanza, molto, mai, talvolta, spesso, nessuna, basso, "
    "完全不, 有点, 比较, 非常, 从不, 有时, 经常, 总是, 低, 高, 弱, 强, 同意, 不同意, "
    "أبدا, قليلا, أحيانا, كثيرا, دائما, ضعيف, متوسط, قوي, أوافق, لا أوافق"
)

_YES = {"1", "1.0", "x", "yes", "y", "ja", "oui", "sí", "si", "sim", "true", "✓", "✔", "是", "نعم"}
_NO = {"0", "0.0", "no", "n", "nej", "nei", "nein", "non", "nee", "não", "false", "否", "لا"}


def is_yes(cell: str) -> bool:
    """Whether a cell is a mark that means yes."""
    return folded(cell) in _YES


def is_no(cell: str) -> bool:
    """Whether a cell is a mark that means no."""
    return folded(cell) in _NO


def are_degrees(values: Sequence[str]) -> bool:
    """Whether values say how much, from which nobody can tell unasked what is stated.

    >>> are_degrees(["very much", "not at all"]), are_degrees(["5 = a lot", "4", "1 = never"])
    (True, True)
    >>> are_degrees(["very much", "she calls"]), are_degrees(["5", "1"])
    (False, False)
    """
    words = {re.sub(r"^\d+\b[\W_]*", "", folded(value)) for value in values}
    return words != {""} and bool(words) and _DEGREE_WORDS.issuperset(words - {""})


def _words(text: str) -> list[str]:
    return [folded(word) for word in text.split(",")]


_BY_NAME = {
    role: [*dict.fromkeys(word for word in _words(names) if word)] for role, names in _NAMES.items()
}
_DEGREE_WORDS = frozenset(_words(_DEGREES))
_ENGLISH = {"1": "trust", "-1": "distrust"}
_SIGN_OF_WORD = dict.fromkeys(_words(_TRUST), "1") | dict.fromkeys(_words(_DISTRUST), "-1")


def plain(heading: str) -> str:
    """The heading as it is compared: folded, without lines, signs and what is in brackets.

    >>> plain("Ego_ID"), plain("closeness (1-5)")
    ('ego id', 'closeness')
    """
    without = re.sub(r"\(.*?\)", " ", heading.replace("_", " "))
    return folded(re.sub(r"[:?*]+$", "", without.strip()) or heading)


def roles_of(header: Sequence[str], *, in_map: Mapping[str, str] | None = None) -> dict[str, str]:
    """The column of each role that a header of a table of relations has; none where it is no such.

    A table with a column of codes is one of coded excerpts, whoever sent and received them.
    `in_map` are the roles that the map gives to columns.

    >>> roles_of(["ego_id", "ego_role", "alter", "alter_role", "relation"])["truster_role"]
    'ego_role'
    >>> roles_of(["Who", "Whom", "Because"])
    {'truster': 'Who', 'trustee': 'Whom', 'memo': 'Because'}
    >>> roles_of(["From", "To", "Text", "Code 1"])
    {}
    """
    if any(_CODES.fullmatch(plain(name)) for name in header):
        return {}
    role_of = {plain(column): role for column, role in (in_map or {}).items()}
    roles = {role: name for name in header if (role := role_of.get(plain(name), "")) in ROLES}
    open_columns = [name for name in header if name and plain(name) not in role_of]
    for side in (TRUSTER, TRUSTEE):
        for name in open_columns:
            if _is_role_of(name, side):
                roles.setdefault(f"{side}_role", name)
    open_columns = [name for name in open_columns if name not in roles.values()]
    for role, names in _BY_NAME.items():
        if role in roles:
            continue
        candidates = [name for name in open_columns if name not in roles.values()]
        best = min(candidates, key=lambda name: _rank(name, names), default="")
        if best and _rank(best, names) < len(names):
            roles[role] = best
    if TRUSTER not in roles and "case" in roles and TRUSTEE in roles and not _has_passages(header):
        roles[TRUSTER] = roles.pop("case")
    return {role: roles[role] for role in ROLES if role in roles} if _is_whole(roles) else {}


def _has_passages(header: Sequence[str]) -> bool:
    """Whether a heading is one of passages, so that `Alter` beside it may be an age in German."""
    meanings = filter(None, map(meaning_of, header))
    return any(one.role == "words" and one.rank == EXACT_STRONG for one in meanings)


def _is_whole(roles: Mapping[str, str]) -> bool:
    return all(side in roles or f"{side}_role" in roles for side in (TRUSTER, TRUSTEE))


def _rank(name: str, names: Sequence[str]) -> int:
    """The place of a heading among the names of a role; behind them where it is none."""
    forms = (plain(name), " ".join(_IDENTIFIERS.sub(" ", plain(name)).split()))
    return min((names.index(form) for form in forms if form in names), default=len(names))


def calls_truster(heading: str) -> bool:
    """Whether a heading is one of those who trust.

    >>> calls_truster("Truster"), calls_truster("Participant"), calls_truster("")
    (True, False, False)
    """
    return bool(plain(heading)) and _rank(heading, _BY_NAME[TRUSTER]) < len(_BY_NAME[TRUSTER])


def _is_role_of(name: str, side: str) -> bool:
    """Whether a heading names the role of the truster or of the trustee, as in `ego_role`."""
    heading = folded(re.sub(r"[_()/-]", " ", name))
    rest = " ".join(_OF.sub(" ", _ROLE_WORDS.sub(" ", heading)).split())
    names = [*_BY_NAME[side], *(_PERSON_WORDS if side == TRUSTER else ())]
    owner = re.sub(r"['’]?s\b", "", rest)  # as in Egos rolle
    return rest != heading and any(_rank(one, names) < len(names) for one in (rest, owner))


def are_persons(heading: str) -> bool:
    """Whether what is below a heading are persons: egos, alters, respondents.

    >>> are_persons("ego_id"), are_persons("Respondent"), are_persons("Who")
    (True, True, False)
    """
    words = set(plain(heading).split())
    return bool(words & {*PERSONS, *_PERSON_WORDS, "nominee", "nominator"})


def sign_said(word: str) -> str:
    """The sign that a word says: one for trust or distrust, or a sign itself; else empty.

    >>> sign_said("Distrusts"), sign_said("stoler på"), sign_said("+"), sign_said("advice")
    ('-1', '1', '1', '')
    """
    return _SIGNS.get(folded(word), "") or _SIGN_OF_WORD.get(folded(word), "")


def sign_written(cell: str) -> str:
    """The sign that a cell of a column of signs says; empty where it says none.

    >>> sign_written("−1"), sign_written("3")
    ('-1', '')
    """
    return _SIGNS.get(folded(cell), "")


def concept_of(word: str) -> str:
    """What a concept is called: trust and distrust for signs and English words, else the word.

    >>> concept_of("Trusts"), concept_of("-1"), concept_of("Tillid"), concept_of("Advice")
    ('trust', 'distrust', 'Tillid', 'Advice')
    """
    sign = sign_said(word)
    is_english = folded(word).isascii() and "trust" in folded(word)
    return _ENGLISH.get(sign, word) if sign_written(word) or is_english else word.strip()


def sign_in_title(title: str) -> str:
    """The one word for trust or distrust in a title; empty where there is none or several.

    >>> sign_in_title("Who trusts whom"), sign_in_title("Trust and distrust"), sign_in_title("A")
    ('trusts', '', '')
    """
    words = [word for word in re.split(r"[\W_]+", title) if folded(word) in _SIGN_OF_WORD]
    return words[0] if len(words) == 1 else ""
