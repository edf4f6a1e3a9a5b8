"""Binds a register in volumes and says how many pages came out and how much memory it took.

Usage: python -m tests.benchmarks.register_bound PAGES. Prints pages and peak bytes.
"""

import sys
from pathlib import Path

from receptiondesk.printing.forms import register
from tests.receptiondesk.printing.forms import papers

_VOLUME = 500
#: So many invented dossiers fill a page; cover and signatures take two of a volume.
_A_PAGE = 11
_KIB = 1024


def main() -> None:
    """Bind as many dossiers as fill the pages asked for."""
    volumes = int(sys.argv[1]) // _VOLUME
    entries = papers.entries(volumes * (_VOLUME - 2) * _A_PAGE)
    pages = 0
    for volume in register.volumes(papers.book(most_pages=_VOLUME), entries):
        pages += volume.pages
    sys.stdout.write(f"{pages} {_peak()}\n")


def _peak() -> int:
    """Return this program's own peak; ``getrusage`` may tell that of whoever started it."""
    told = Path("/proc/self/status").read_text("ascii").splitlines()
    peak = next(line for line in told if line.startswith("VmHWM:"))
    return int(peak.split()[1]) * _KIB


main()
