"""A file in place of a printer."""

from pathlib import Path

import pytest

from receptiondesk.domain.print_faults import PrintFault
from receptiondesk.domain.print_jobs import TO_FILE
from ui.spoolers.pdf_file import PdfFile
from ui.spoolers.spooler import NotTakenError, Options, Stage


def test_the_file_holds_the_paper_and_nothing_else_is_left(tmp_path: Path) -> None:
    place = tmp_path / "a.pdf"
    place.write_bytes(b"old")
    spooler = PdfFile(place)
    took = spooler.submit(b"%PDF new", Options())
    assert took.printer == TO_FILE
    assert place.read_bytes() == b"%PDF new"
    assert list(tmp_path.iterdir()) == [place]
    assert spooler.watch(took).stage is Stage.GONE_OUT


def test_where_no_file_can_stand_it_says_so(tmp_path: Path) -> None:
    with pytest.raises(NotTakenError) as caught:
        PdfFile(tmp_path / "nowhere" / "a.pdf").submit(b"%PDF", Options())
    assert caught.value.fault is PrintFault.NOT_WRITTEN
