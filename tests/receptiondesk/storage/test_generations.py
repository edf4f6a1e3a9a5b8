"""What a new generation takes back: everything proved, finished or not, with one line for all."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from receptiondesk.desk import intake, look, outbox, safekeeping
from receptiondesk.domain.dossier import Dossier, Status, SyncState
from receptiondesk.domain.outbox import PulledNews
from receptiondesk.office import Office
from receptiondesk.storage import generations, journal
from tests.support.office import OfficeKind, make_office
from tests.support.sendings import PROVED, attach, join, read_back, send
from tests.support.walk_ins import walk_in

HERE = "opencps"


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    opened = make_office(tmp_path / "office", OfficeKind(number_range="1-999"))
    join(opened, HERE)
    yield opened
    opened.close()


def finished(office: Office) -> Dossier:
    """Return a dossier with a file, all of it proved, done and returned at the portal."""
    dossier = intake.accept(office, walk_in(office)).dossier
    attach(office, dossier, "giay-to")
    send(office, HERE)
    read_back(office, HERE)
    news = PulledNews(dossier.uid, "r", "", int(Status.RETURNED), "đã trả")
    outbox.apply_pull(office, HERE, (news,))
    now = look.by_uid(office, dossier.uid)
    assert (now.status, now.sync) == (Status.RETURNED, SyncState.PROVED)
    return now


def question(office: Office, target: str = "") -> None:
    with office.database.write() as session:
        generations.question_everything(session, office.entry, target)


def lines(office: Office) -> int:
    with office.database.read() as session:
        return journal.head(session).seq


@pytest.mark.parametrize("target", ["", HERE])
def test_a_finished_dossier_and_its_file_are_proved_no_more(office: Office, target: str) -> None:
    dossiers = [finished(office) for _ in range(3)]
    before = lines(office)
    question(office, target)
    assert lines(office) == before + 1
    for one in dossiers:
        assert look.by_uid(office, one.uid).sync is SyncState.SENT
    assert safekeeping.verify(office) == ()
    assert outbox.awaiting_proof(office, HERE) == ()
    again = outbox.awaiting_proof(office, HERE, again=True)
    assert [item.dossier_uid for item in again] == [one.uid for one in dossiers]


def test_another_target_keeps_its_proofs(office: Office) -> None:
    dossier = finished(office)
    question(office, "khac")
    assert look.by_uid(office, dossier.uid).sync is SyncState.PROVED
    assert safekeeping.verify(office) == ()


def test_who_writes_a_proof_back_into_the_rows_is_named(office: Office) -> None:
    dossier = finished(office)
    question(office)
    with office.database.raw() as connection:
        connection.execute("UPDATE delivery SET state = 'proved'")
        connection.execute("UPDATE dossier SET sync = 'proved'")
    told = " ".join(one.what for one in safekeeping.verify(office))
    assert f"Hồ sơ {dossier.code}: tình trạng gửi" in told


def test_what_is_read_back_again_is_proved_and_intact(office: Office) -> None:
    dossier = finished(office)
    question(office)
    for page in (outbox.awaiting_proof, outbox.awaiting_file_proof):
        for item in page(office, HERE, again=True):
            outbox.settle_proof(office, HERE, item, PROVED)
    assert look.by_uid(office, dossier.uid).sync is SyncState.PROVED
    assert safekeeping.verify(office) == ()
