"""Where the frozen program begins; an installed one begins at `ui.cli.main`.

A frozen program has no `python -m`, so its printing part (see `ui.printing_process`) is the same
file, started with a flag.
"""

import sys

from ui.printing_process import FLAG


def main() -> int:
    """Be the printing part when asked to, else the program."""
    if sys.argv[1:2] == [FLAG]:
        from ui.printing_process import main as print_paper

        return print_paper(sys.argv[2:])
    from ui.cli import main as program

    return program()


if __name__ == "__main__":
    sys.exit(main())
