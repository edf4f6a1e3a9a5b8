"""A paper that does not come out is filed: which dossier and why, and it stands in the day."""

from functools import partial

from pytestqt.qtbot import QtBot

from receptiondesk.desk import day_close, intake, look, papers
from receptiondesk.domain.events import EventKind
from receptiondesk.office import Office
from tests.support.walk_ins import walk_in
from ui.print_panel import PaperSource, PrintControls
from ui.workplace import Workplace


def test_a_print_that_fails_is_filed_without_anybodys_data(
    place: Workplace, office: Office, qtbot: QtBot
) -> None:
    dossier = intake.accept(office, walk_in(office)).dossier
    controls = PrintControls(place)
    qtbot.addWidget(controls)
    code = dossier.code
    issue = partial(papers.receipt, code=code)
    controls.offer(PaperSource(issue, code, "x.pdf", "Hồ sơ đã lưu.", "receipt", dossier=code))
    controls.printer.offer([("Không có máy này", "Không có máy này")])
    controls.print_now()

    def filed() -> bool:
        kinds = [event.kind for event in look.history(office, dossier.uid)]
        return EventKind.PRINT_FAILED in kinds

    qtbot.waitUntil(filed, timeout=60_000)
    event = look.history(office, dossier.uid)[-1]
    assert event.payload == {"document": "receipt", "cause": "no_such_printer"}
    assert day_close.preview(office).figures.papers.failed == {"no_such_printer": 1}
    assert "chưa thấy máy in đã chọn" in controls.news.text()
