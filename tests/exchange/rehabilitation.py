"""A made-up REFI-QDA project of two coders: home from hospital to a centre for rehabilitation.

Nobody said any of it. Four patients, three nurses of a hospital and three physiotherapists of a
municipality were each interviewed once. `rehabilitation.txt` has a line for each of 60 passages:
who speaks, what the first coder gave, what the second gave, and the words. A letter is a code of
`CODES`; `=` is the same as the first, `-` nothing marked, `~` marked without its last word. It is
written as NVivo for Windows writes it: UTF-16 units, CR LF, a byte-order mark.
"""

import uuid
import zipfile
from pathlib import Path
from xml.sax.saxutils import quoteattr

LINES = Path(__file__).with_suffix(".txt")
CODERS = ("Ann Smith", "Bo Jones")
CODES = {
    "Stance": {"T": "Trust", "D": "Distrust", "U": "Uncertainty"},
    "Towards": {
        "P": "Patient",
        "N": "Nurse",
        "F": "Physiotherapist",
        "H": "Hospital",
        "M": "Municipality",
    },
    "About": {
        "t": "Time",
        "i": "Information",
        "k": "Being known",
        "h": "Handover",
        "r": "Responsibility",
    },
}
ROLES = {"P": "Patient", "N": "Nurse", "F": "Physiotherapist"}
SITES = {"P1": "Hospital", "P2": "Hospital", "N": "Hospital"}
NAMES = {
    "P1": "Anna",
    "P2": "Birk",
    "P3": "Clara",
    "P4": "David",
    "N1": "Esther",
    "N2": "Frida",
    "N3": "Gorm",
    "F1": "Hanne",
    "F2": "Ivan",
    "F3": "Johanne",
}


def passages():
    """Speaker, codes of the first coder, of the second, and the words, for each passage."""
    rows = [line.split(maxsplit=3) for line in LINES.read_text(encoding="utf-8").splitlines()]
    return [
        (who, first, second.replace("=", first), words.strip())
        for who, first, second, words in rows
    ]


def guid(*parts):
    return str(uuid.uuid5(uuid.NAMESPACE_URL, "/".join(map(str, parts))))


def project():
    """The project as XML, and the texts by the names of their files."""
    texts = {who: _text(who) for who in NAMES}
    users = "".join(f'<User guid="{guid(name)}" name={quoteattr(name)}/>' for name in CODERS)
    body = (
        f"<Users>{users}</Users><CodeBook><Codes>{''.join(map(_folder, CODES))}</Codes></CodeBook>"
        f"<Variables>{_variable('Role')}{_variable('Site')}</Variables>"
        f"<Cases>{''.join(map(_case, NAMES))}</Cases>"
        f"<Sources>{''.join(_source(who, texts[who]) for who in NAMES)}</Sources>"
    )
    xml = (
        '<?xml version="1.0" encoding="utf-8"?>\r\n<Project name="Home from hospital" '
        f'origin="NVivo 14" xmlns="urn:QDA-XML:project:1.0">{body}</Project>'
    )
    return xml, {f"Sources/{guid('text', who)}.txt": text for who, text in texts.items()}


def write(path):
    """The path of the project, written there as a .qdpx file."""
    xml, texts = project()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("project.qde", xml)
        for name, text in texts.items():
            archive.writestr(name, text.encode("utf-8-sig"))
    return path


def _text(who):
    answers = [words for speaker, _, _, words in passages() if speaker == who]
    return "\r\n".join(["I: How has it been? 🙂", *(f"{who}: {words}." for words in answers)])


def _folder(name):
    below = "".join(
        f'<Code guid="{guid(letter)}" name="{code}" isCodable="true"/>'
        for letter, code in CODES[name].items()
    )
    return f'<Code guid="{guid(name)}" name="{name}" isCodable="false">{below}</Code>'


def _variable(name):
    return f'<Variable guid="{guid("variable", name)}" name="{name}" typeOfVariable="Text"/>'


def _case(who):
    site = SITES.get(who) or SITES.get(who[0]) or "Municipality"
    values = "".join(
        f'<VariableValue><VariableRef targetGUID="{guid("variable", name)}"/>'
        f"<TextValue>{value}</TextValue></VariableValue>"
        for name, value in (("Role", ROLES[who[0]]), ("Site", site))
    )
    return (
        f'<Case guid="{guid("case", who)}" name="{NAMES[who]}">{values}'
        f'<SourceRef targetGUID="{guid("source", who)}"/></Case>'
    )


def _source(who, text):
    marked = "".join(
        _selection(text, words, letters, coder=coder)
        for speaker, *source, words in passages()
        if speaker == who
        for coder, letters in zip(CODERS, source, strict=True)
        if letters != "-"
    )
    return (
        f'<TextSource guid="{guid("source", who)}" name="Interview {who}" '
        f'plainTextPath="internal://{guid("text", who)}.txt">{marked}</TextSource>'
    )


def _selection(text, words, letters, *, coder):
    start = text.index(words)
    excerpt = words.rpartition(" ")[0] if letters.endswith("~") else words
    places = [len(text[:at].encode("utf-16-le")) // 2 for at in (start, start + len(excerpt))]
    codings = "".join(
        f'<Coding guid="{guid(coder, words, letter)}" creatingUser="{guid(coder)}" '
        f'creationDateTime="2024-03-01T10:00:00Z"><CodeRef targetGUID="{guid(letter)}"/></Coding>'
        for letter in letters.rstrip("~")
    )
    return (
        f'<PlainTextSelection guid="{guid(coder, words)}" name={quoteattr(excerpt)} '
        f'startPosition="{places[0]}" endPosition="{places[1]}" creatingUser="{guid(coder)}">'
        f"{codings}</PlainTextSelection>"
    )
