"""The command line as `python -m trustbook`."""

from trustbook.cli import main

if __name__ == "__main__":
    main(prog_name="trustbook")
