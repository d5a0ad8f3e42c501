"""The page that opens an archive: what is in it, where to begin, how to check it."""

import html

from trustbook.citation import Citation
from trustbook.crate import Contents

PREVIEW_FILE = "ro-crate-preview.html"

_STYLE = (
    ":root{color-scheme:light dark}body{font:1.05rem/1.6 system-ui,sans-serif;max-width:44rem;"
    "margin:2rem auto;padding:0 1rem;overflow-wrap:anywhere}code{font-size:.95em}"
    "dt{font-weight:600;margin-top:.6rem}"
)


def preview_text(contents: Contents, cited: Citation) -> str:
    """The HTML of the page: a plain list without scripts, in light and dark."""
    title, authors = html.escape(contents.title), ", ".join(each.name for each in cited.authors)
    parts = "\n".join(
        f'<dt><a href="{html.escape(place)}">{html.escape(place)}</a></dt>'
        f"<dd>{html.escape(what)}</dd>"
        for place, what in _places(contents)
    )
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>{_STYLE}</style>
</head>
<body>
<main>
<h1>{title}</h1>
<p>{html.escape(contents.description)}</p>
<p>{html.escape(authors)}. Version {html.escape(cited.version)}, {html.escape(contents.published)}.
{html.escape(", ".join(cited.licences))}.</p>
<p><a href="{html.escape(contents.book)}/index.html">Open the book</a></p>
<h2>What is here</h2>
<dl>
{parts}
</dl>
<h2>Check it</h2>
<p><code>sha512sum --check --quiet manifest-sha512.txt</code> says nothing where every file is as
it was archived; <code>trustbook archive --check .</code> does the same in words.
<code>make book</code> makes the book anew.</p>
</main>
</body>
</html>
"""


def _places(contents: Contents) -> list[tuple[str, str]]:
    runs = contents.runs[0].executed.rpartition("/")[0] if contents.runs else ""
    places = [
        (contents.corpus, "the coded corpus"),
        ("chapters", "the sources of the book, notebooks without results"),
        ("src", "the code"),
        (runs, "the chapters as they were run, each with its record"),
        *contents.notes.items(),
    ]
    return [(place, what) for place, what in places if place]
