"""The proof that nothing is lost: what a file holds is kept, or listed as left out."""

from trustbook.corpus.numbers import joined
from trustbook.errors import ExportError
from trustbook.exchange.account import Account, in_the_corpus, in_words, noun_for

AS_MEMBERS = "for whose words a passage is, kept as that"
REPEATED = "with the same code for the same passage by the same coder"
REPEATED_IN_FILES = "of the same passage with the same code by the same coder in several files"


def require_conserved(account: Account, *, codings: int, file: str) -> None:
    """Refuse a file of which a coding is neither kept nor listed as left out.

    Parameters
    ----------
    account
        The account, with the number of codings that was counted apart from reading them.
    codings
        How many are kept. A repetition is counted, and one with a case is a member of that case.
    file
        The name of the file.

    Raises
    ------
    ExportError
        In one line, with both numbers.

    Examples
    --------
    >>> account = Account(format="REFI-QDA")
    >>> account.count("codings", 1)
    >>> require_conserved(account, codings=0, file="p.qdpx")
    Traceback (most recent call last):
    trustbook.errors.ExportError: p.qdpx: 1 coding in it, but 0 were read and 0 listed as left \
out, so it was not imported; this is a fault of trustbook, please report it
    """
    counted = account.counted.get("codings")
    if counted is None:
        return
    elements = ("codings", in_the_corpus("codings"))
    read = codings + account.number_changed("codings", reason=AS_MEMBERS)
    read += sum(
        account.number_dropped(element, reason=reason)
        for element in elements
        for reason in (REPEATED, REPEATED_IN_FILES)
    )
    omissions = sum(row["element"] in elements for row in account.left_out)
    if counted != read + omissions:
        noun = "coding" if counted == 1 else "codings"
        raise ExportError(
            f"{file}: {counted} {noun} in it, but {read} were read and {omissions} listed as left "
            "out, so it was not imported; this is a fault of trustbook, please report it"
        )


def require_codings(account: Account, *, codings: int, file: str) -> None:
    """Refuse a file in which nothing is coded.

    Parameters
    ----------
    account
        The account of the file, for what there is in it.
    codings
        How many codings, or relations, are kept.
    file
        The name of the file.

    Raises
    ------
    ExportError
        In one line, with what the file holds.

    Examples
    --------
    >>> account = Account(format="Label Studio JSON", origin="Label Studio")
    >>> account.find("texts", 2)
    >>> require_codings(account, codings=0, file="t.json")
    Traceback (most recent call last):
    trustbook.errors.ExportError: t.json: nothing is coded in it (2 documents), and a corpus needs \
codings; code its texts in the program that wrote it, export it again, and import that file
    """
    if codings:
        return
    contents = [
        f"{row['found']} {noun_for(in_words(str(row['element'])), int(str(row['found'])))}"
        + (f", {row['reason']}" if row["dropped"] else "")
        for row in account.elements
        if row["found"]
    ]
    inside = f" ({joined(contents)})" if contents else ""
    raise ExportError(
        f"{file}: nothing is coded in it{inside}, and a corpus needs codings; code its texts in "
        "the program that wrote it, export it again, and import that file"
    )
