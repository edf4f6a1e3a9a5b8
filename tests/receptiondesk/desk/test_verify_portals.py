"""Nobody makes a portal say something by changing rows: what it told, its messages, decisions."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from receptiondesk.desk import decisions, intake, look, outbox, safekeeping
from receptiondesk.domain.dossier import Dossier
from receptiondesk.domain.events import DeliveryState
from receptiondesk.domain.outbox import PulledMessage, PulledNews, Settlement
from receptiondesk.office import Office
from tests.support.office import LITTLE, MORNING, make_office, with_kind
from tests.support.sendings import attach, join, read_back, send
from tests.support.walk_ins import COPY_OF_RECORD, walk_in

NAME = "tinh"
UNDECIDED = Settlement(DeliveryState.NEEDS_PERSON, undecided=True)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    opened = make_office(tmp_path / "office", with_kind(LITTLE, number_range=""))
    join(opened, NAME)
    join(opened, "bo", procedures=COPY_OF_RECORD)
    yield opened
    opened.close()


@pytest.fixture
def dossier(office: Office) -> Dossier:
    """A dossier that a person found at the portal, which told of it and wrote about it."""
    kept = intake.accept(office, walk_in(office)).dossier
    send(office, NAME, UNDECIDED)
    decisions.arrived(office, kept.uid, NAME, "H56.14-261123-0457", "đọc trên cổng")
    read_back(office, NAME)
    attach(office, kept, "mặt trước")
    send(office, NAME)
    read_back(office, NAME)
    asked = PulledMessage("1", "Bổ sung giấy tờ", MORNING)
    told = PulledNews(kept.uid, "17", "", 4, "xử lý", "KQ-1", (asked,), MORNING)
    outbox.apply_pull(office, NAME, (told,))
    return kept


def tamper(office: Office, statement: str) -> None:
    with office.database.raw() as connection:
        connection.execute("PRAGMA foreign_keys = OFF")
        connection.execute(statement)


def test_all_that_was_told_is_intact(office: Office, dossier: Dossier) -> None:
    assert safekeeping.verify(office) == ()
    states = {one.state for one in look.deliveries(office, dossier.uid)}
    assert states == {DeliveryState.PROVED}


DAMAGES = [
    ("UPDATE remote_ref SET status_raw = 'xong'", "remote_ref"),
    ("UPDATE remote_ref SET remote_id = '18'", "remote_ref"),
    ("UPDATE remote_ref SET remote_code = 'H56.14-261123-0458'", "remote_ref"),
    ("UPDATE remote_ref SET extra = replace(extra, 'KQ-1', 'KQ-2')", "remote_ref"),
    ("UPDATE remote_ref SET extra = replace(extra, '\"status\":4', '\"status\":9')", "remote_ref"),
    ("UPDATE remote_ref SET extra = replace(extra, '2026-11-23', '2026-11-30')", "remote_ref"),
    ("UPDATE remote_ref SET extra = '{}'", "remote_ref"),
    ("UPDATE remote_ref SET extra = '{'", "remote_ref"),
    ("UPDATE remote_ref SET extra = '[]'", "remote_ref"),
    ("UPDATE remote_ref SET target = 'bo'", "remote_ref"),
    ("DELETE FROM remote_ref", "remote_ref"),
    ("UPDATE remote_ref SET dossier_uid = 'khác'", "remote_ref"),
    (("INSERT INTO remote_ref SELECT 'bo', dossier_uid, '9', '', '', '{\"result\":\"KQ\"}', NULL"
     " FROM remote_ref"), "remote_ref"),
    ("UPDATE portal_message SET text = 'Không cần bổ sung'", "portal_message"),
    ("UPDATE portal_message SET told_at = NULL", "portal_message"),
    ("UPDATE portal_message SET uid = '2'", "portal_message"),
    ("UPDATE portal_message SET event_seq = 1", "portal_message"),
    ("UPDATE portal_message SET dossier_uid = 'khác'", "portal_message"),
    ("DELETE FROM portal_message", "portal_message"),
    (("INSERT INTO portal_message SELECT target, '9', dossier_uid, NULL, 'Mời nhận', event_seq"
     " FROM portal_message"), "portal_message"),
    ("DELETE FROM delivery WHERE event_seq = (SELECT max(event_seq) FROM delivery)", "delivery"),
    (("INSERT INTO delivery (event_seq, target, dossier_uid, state, attempts, last_answer, reason)"
     " SELECT event_seq, 'bo', dossier_uid, 'waiting', 0, '', '' FROM delivery"), "delivery"),
    ("UPDATE portal_target SET options = '{\"procedures\":\"-1.001193\"}'", "portal_target"),
]  # fmt: skip


@pytest.mark.parametrize(("statement", "table"), DAMAGES)
def test_what_was_changed_behind_the_journal_is_named(
    office: Office, dossier: Dossier, statement: str, table: str
) -> None:
    del dossier
    tamper(office, statement)
    rows = safekeeping.verify(office)
    assert table in {row.table for row in rows}
    assert all(row.key and row.what.endswith(".") for row in rows)


def test_a_dossier_that_goes_nowhere_may_have_no_delivery(office: Office) -> None:
    join(office, NAME, procedures=COPY_OF_RECORD)
    intake.accept(office, walk_in(office))
    assert safekeeping.verify(office) == ()
    tamper(
        office,
        "INSERT INTO delivery (event_seq, target, dossier_uid, state, attempts, last_answer,"
        f" reason) SELECT received_seq, '{NAME}', uid, 'waiting', 0, '', '' FROM dossier",
    )
    assert "delivery" in {row.table for row in safekeeping.verify(office)}


def test_when_a_portal_was_last_asked_is_no_claim(office: Office, dossier: Dossier) -> None:
    del dossier
    tamper(office, "UPDATE remote_ref SET pulled_at = '2026-11-30T00:00:00.000000Z'")
    assert safekeeping.verify(office) == ()
