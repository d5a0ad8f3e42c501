"""Words that run from right to left, set apart so that the numbers beside them keep their place."""

import re

_LEFTWARD = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff"
_RUN = re.compile(f"[{_LEFTWARD}](?:[ \u00a0'’./-]*[{_LEFTWARD}])*")
_RIGHTWARD = re.compile(f"[^\\W\\d_{_LEFTWARD}]")


def isolated(markup: str) -> str:
    """The text, HTML or Markdown with each run of leftward words as one that arranges itself.

    Without that the number behind such a name would change places with it.

    >>> isolated("\u062b\u0642\u0629 (2), C# (3)")
    '<bdi>\u062b\u0642\u0629</bdi> (2), C# (3)'
    """
    return _RUN.sub(lambda run: f"<bdi>{run[0]}</bdi>", markup)


def isolated_cell(markup: str, *, text: str) -> str:
    """The HTML of a cell: a text of leftward words alone arranges itself as a whole.

    >>> isolated_cell("\u062b\u0642\u0629!", text="\u062b\u0642\u0629!")
    '<bdi>\u062b\u0642\u0629!</bdi>'
    """
    is_leftward = _RUN.search(text) and not _RIGHTWARD.search(text)
    return f"<bdi>{markup}</bdi>" if is_leftward else isolated(markup)
