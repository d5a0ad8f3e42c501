"""The errors that trustbook raises, as a tree.

TrustbookError
├── CompendiumError    the working directory is in no compendium, or one cannot be made there
├── CorpusError        a corpus cannot be read, or has faults
├── ExportError        an export of other software cannot be read, or is not safe to read
├── ParameterError     a parameter is unknown, of the wrong type or not allowed
├── AnchorError        an anchor cannot be made or looked for
├── AgreementError     ratings that cannot be compared, or a coefficient that does not exist
├── EdgeError          an edge table is no signed network, or not of the kind a measure takes
├── TableError         a table given to a function lacks what it asks for
├── ChapterError       a chapter failed while it ran
├── BookError          a book could not be staged, built or swapped into place
├── ArchiveError       an archive cannot be made or read
├── RepositoryError    a repository cannot be reached, or refuses what is sent
├── ClusterError       other computers cannot be reached, or lack what is needed
└── StorageError       a file cannot be read or written: a full disk, no permission
"""


class TrustbookError(Exception):
    """Anything that trustbook refuses to do, said in words a user can act on."""

    exit_code = 2


class CompendiumError(TrustbookError):
    """The working directory is in no compendium, or one cannot be made there."""


class CorpusError(TrustbookError):
    """A corpus cannot be read, or has faults."""

    exit_code = 1


class ExportError(TrustbookError):
    """An export of other software cannot be read, or is not safe to read."""

    exit_code = 1


class ParameterError(TrustbookError):
    """A parameter is unknown, of the wrong type or not allowed."""


class AnchorError(TrustbookError):
    """An anchor cannot be made or looked for."""


class AgreementError(TrustbookError):
    """Ratings that cannot be compared, or a coefficient that does not exist."""


class EdgeError(TrustbookError):
    """An edge table is no signed network, or not of the kind a measure takes."""

    exit_code = 1


class TableError(TrustbookError):
    """A table given to a function lacks what it asks for."""


class ChapterError(TrustbookError):
    """A chapter failed while it ran."""

    exit_code = 3


class BookError(TrustbookError):
    """A book could not be staged, built or swapped into place."""

    exit_code = 3


class ArchiveError(TrustbookError):
    """An archive cannot be made or read."""


class RepositoryError(TrustbookError):
    """A repository cannot be reached, or refuses what is sent."""

    exit_code = 1


class ClusterError(TrustbookError):
    """Other computers cannot be reached, or lack what is needed to reach them."""


class StorageError(TrustbookError):
    """A file cannot be read or written: a full disk, no permission."""

    exit_code = 3
