"""Writes the golden set anew."""

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from tests.receptiondesk.printing.golden.documents import FOLDER, renew

renew()
print(f"{len(list(FOLDER.iterdir()))} files in {FOLDER}")  # noqa: T201 - it talks to a terminal
