"""The proof that nothing is lost: what a file holds is in the tables, or listed as left out."""

from trustbook.errors import ExportError
from trustbook.exchange.model import Project

AS_MEMBERS = "with a case, kept as its members"
REPEATED = "with the same code for the same passage by the same coder"


def require_conserved(project: Project) -> None:
    """Refuse a project of which a coding is neither in its tables nor listed as left out.

    Parameters
    ----------
    project
        What a reader returned, with the number of codings that was counted apart from reading.

    Raises
    ------
    ExportError
        In one line, with both numbers.

    Examples
    --------
    >>> from trustbook.exchange.account import Account
    >>> account = Account(format="REFI-QDA")
    >>> account.count("codings", 1)
    >>> require_conserved(Project(file="p.qdpx", account=account))
    Traceback (most recent call last):
    trustbook.errors.ExportError: p.qdpx: 1 coding in it, but 0 were read and 0 listed as left \
out, so it was not imported; this is a fault of trustbook, please report it
    """
    account = project.account
    counted = account.counted.get("codings")
    if counted is None:
        return
    read = len(project.codings) + account.number_changed("codings", reason=AS_MEMBERS)
    listed = sum(row["element"] == "codings" for row in account.left_out)
    repeated = account.number_dropped("codings", reason=REPEATED)
    if counted != read + listed + repeated:
        noun = "coding" if counted == 1 else "codings"
        raise ExportError(
            f"{project.file}: {counted} {noun} in it, but {read} were read and {listed} listed as "
            "left out, so it was not imported; this is a fault of trustbook, please report it"
        )
