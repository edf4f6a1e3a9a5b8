"""A file of the scanner is taken when it stopped growing, and only what was just scanned."""

import os
from datetime import timedelta
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from tests.support.office import MORNING
from ui.scanned_files import FRESH, Settling, sizes_in

ONE, TWO = Path("1.pdf"), Path("2.pdf")


def test_a_file_that_grows_waits() -> None:
    settling = Settling()
    assert settling.look({ONE: (10, 1)}) == ()
    assert settling.look({ONE: (20, 2)}) == ()
    assert settling.look({ONE: (20, 2)}) == (ONE,)


def test_the_newest_stands_first_and_what_went_is_forgotten() -> None:
    settling = Settling()
    settling.look({ONE: (10, 1), TWO: (10, 5)})
    assert settling.look({ONE: (10, 1), TWO: (10, 5)}) == (TWO, ONE)
    assert settling.look({ONE: (10, 1)}) == (ONE,)
    assert settling.look({ONE: (10, 1), TWO: (10, 5)}) == (ONE,)


@given(sizes=st.lists(st.integers(0, 3), min_size=2, max_size=12))
def test_only_two_equal_looks_settle_a_file(sizes: list[int]) -> None:
    settling = Settling()
    before = None
    for size in sizes:
        settled = settling.look({ONE: (size, 7)})
        assert settled == ((ONE,) if size == before and size > 0 else ())
        before = size


def test_only_finished_names_of_the_last_hours_count(tmp_path: Path) -> None:
    for name in ("a.pdf", ".hidden.pdf", "~x.pdf", "b.pdf.part", "c.tmp", "old.pdf"):
        (tmp_path / name).write_bytes(b"x")
        os.utime(tmp_path / name, (MORNING.timestamp(),) * 2)
    (tmp_path / "folder").mkdir()
    long_ago = (MORNING - FRESH - timedelta(hours=1)).timestamp()
    os.utime(tmp_path / "old.pdf", (long_ago, long_ago))
    assert [path.name for path in sizes_in(tmp_path, MORNING - FRESH)] == ["a.pdf"]
