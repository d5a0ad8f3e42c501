"""The book: chapters run, their outputs, and the pages that Jupyter Book makes of them."""
