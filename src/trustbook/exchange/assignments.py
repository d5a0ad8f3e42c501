"""Which coder read which document: as the file says, or else the map."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

import pandas as pd

from trustbook.corpus.spellings import folded
from trustbook.errors import ExportError
from trustbook.exchange.mapping import is_named
from trustbook.exchange.model import Project, frame
from trustbook.exchange.questions import Question, Reading


def with_assignments(project: Project, reading: Reading) -> Project:
    """The project with what each coder read, where the map says it.

    Parameters
    ----------
    project
        What a reader returned; it is left as it is.
    reading
        What the map says: `assignments`, by the names of coders and documents in the program.

    Returns
    -------
    Project
        The same project; a coder whom only the map names is one more coder. Coders without any
        coding of whom it is not known what they read are asked about.

    Raises
    ------
    ExportError
        In one line, where the map names a document that the file does not have.

    Examples
    --------
    >>> from trustbook.exchange.account import Account
    >>> sources = frame("sources", [{"guid": "d1", "name": "Visit"}])
    >>> project = Project(file="f", account=Account(format="f"), sources=sources)
    >>> project = with_assignments(project, Reading(assignments={"Bo": ["*"]}))
    >>> project.assignments.values.tolist()
    [['C1', 'd1']]
    """
    for name, documents in (reading.assignments or {}).items():
        project = _with_coder(project, name)
        coder = _coder_called(project, name)
        rows = [{"coder": coder, "source": s} for s in _sources_called(project, documents, name)]
        own = project.assignments[project.assignments["coder"] != coder]
        every = pd.concat([own, frame("assignments", rows)], ignore_index=True)
        project = replace(project, assignments=every)
    return replace(project, questions=(*project.questions, *_questions(project)))


def _coder_called(project: Project, name: str) -> str | None:
    """The coder of this name, or of this pseudonym where nobody has the name."""
    names = {folded(own): coder for coder, own in project.coder_names.items()}
    pseudonyms = {str(coder).casefold(): str(coder) for coder in project.users["coder"]}
    return names.get(folded(name)) or pseudonyms.get(folded(name))


def _with_coder(project: Project, name: str) -> Project:
    """The project with a coder of this name, a new one where the file has none."""
    if _coder_called(project, name):
        return project
    coder = f"C{len(project.users) + 1}"
    account = project.account.copy()
    account.warnings.append(f"The map names a coder who is not in the file; here it is {coder}.")
    return replace(
        project,
        account=account,
        users=pd.concat([project.users, frame("users", [{"coder": coder}])], ignore_index=True),
        coder_names={**project.coder_names, coder: name},
        withheld={**project.withheld, name: "user"},
    )


def _sources_called(project: Project, documents: Iterable[str], coder: str) -> list[str]:
    """The documents of these names, in the order of the file."""
    names = dict(zip(project.sources["guid"], project.sources["name"], strict=True))
    patterns = list(documents)
    missing = [
        pattern
        for pattern in patterns
        if not any(is_named(name, [pattern]) for name in names.values() if isinstance(name, str))
    ]
    if missing:
        raise ExportError(
            f"{project.file}: assignments of {coder} in the map: no document is called "
            f"{', '.join(missing)}; write its name in the program, or * for all"
        )
    return [guid for guid, name in names.items() if isinstance(name, str)
            and is_named(name, patterns)]  # fmt: skip


def _questions(project: Project) -> list[Question]:
    """The question about coders who coded nothing and of whom it is not known what they read."""
    silent = silent_coders(project)
    if not silent or project.codings.empty:
        return []
    names = [project.coder_names.get(coder, coder) for coder in silent]
    return [
        Question(
            key="assignments",
            about=", ".join(names),
            text="Which documents did this coder read without a code (NAME: [document, …]; * for "
            "all)?",
            default="no",
            decides=False,
        )
    ]


def silent_coders(project: Project) -> list[str]:
    """The coders without a coding of whom it is not known what they read."""
    coders_with_material = {
        *project.codings["coder"].dropna().unique(),
        *project.assignments["coder"],
    }
    return [str(coder) for coder in project.users["coder"] if coder not in coders_with_material]


def assignment_rows(
    project: Project, encounters: pd.DataFrame, *, names: Mapping[str, str]
) -> pd.DataFrame:
    """The table `assignments`, of the documents that `encounters` has; `names` are theirs."""
    rows = pd.DataFrame(
        {
            "coder": project.assignments["coder"],
            "encounter": project.assignments["source"].map(names),
        },
        dtype="object",
    )
    return rows[rows["encounter"].isin(encounters["encounter"])].drop_duplicates()
