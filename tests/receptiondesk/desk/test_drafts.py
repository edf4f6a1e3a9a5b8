"""What is typed survives the program's death, not only its end."""

import os
from pathlib import Path

from receptiondesk.desk import drafts
from tests.support.kill import python, run_and_kill_at_line
from tests.support.office import PASSPHRASE, make_office, reopen

TYPE_AND_HANG = """
import sys, threading
from pathlib import Path
from receptiondesk.desk import drafts
from tests.support.office import reopen
office = reopen(Path(sys.argv[1]))
drafts.keep(office, "walk_in", "Nguyễn Thị Ánh")
print("kept", flush=True)
threading.Event().wait()
"""


def test_a_draft_is_kept_found_and_dropped(tmp_path: Path) -> None:
    office = make_office(tmp_path)
    drafts.keep(office, "walk_in", "một")
    drafts.keep(office, "walk_in", "hai")
    assert drafts.latest(office, "walk_in") == "hai"
    drafts.drop(office, "walk_in")
    assert drafts.latest(office, "walk_in") is None
    office.close()


def test_a_draft_outlives_a_kill(tmp_path: Path, project_root: Path) -> None:
    make_office(tmp_path).close()
    environ = {
        **os.environ,
        "PYTHONPATH": str(project_root),
        "RECEPTIONDESK_PASSPHRASE": PASSPHRASE,
    }
    run_and_kill_at_line(python(TYPE_AND_HANG, str(tmp_path)), b"kept", environ=environ)
    again = reopen(tmp_path)
    assert drafts.latest(again, "walk_in") == "Nguyễn Thị Ánh"
    again.close()
