"""Nobody turns a light green by changing rows: sendings, portals, settings, catalogues."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from receptiondesk.desk import (
    configuration,
    corrections,
    intake,
    look,
    outbox,
    portals,
    safekeeping,
)
from receptiondesk.domain.dossier import Dossier, SyncState
from receptiondesk.domain.events import DeliveryState, EventKind
from receptiondesk.domain.outbox import PortalSetting, PulledNews, Settlement
from receptiondesk.office import Office
from tests.support.office import LITTLE, make_office
from tests.support.walk_ins import walk_in

NAME = "opencps"
PORTAL = PortalSetting(NAME, "http://127.0.0.1:9", "canbo", {"groupId": "1"}, practice=True)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    opened = make_office(tmp_path / "office", LITTLE)
    portals.save(opened, PORTAL, "mật khẩu", answers_practice=None)
    yield opened
    opened.close()


def sent(office: Office) -> Dossier:
    dossier = intake.accept(office, walk_in(office)).dossier
    send(office)
    return dossier


def send(office: Office) -> None:
    for item in outbox.due(office, NAME, ignore_backoff=True):
        outbox.mark_sending(office, NAME, item)
        outbox.settle(office, NAME, item, Settlement(DeliveryState.SENT))


def read_back(office: Office, state: DeliveryState = DeliveryState.PROVED) -> None:
    for item in outbox.awaiting_proof(office, NAME):
        outbox.settle_proof(office, NAME, item, Settlement(state, read_back="a" * 64))


def tamper(office: Office, statement: str) -> None:
    with office.database.raw() as connection:
        connection.execute("PRAGMA foreign_keys = OFF")
        connection.execute(statement)


def test_a_day_with_every_end_is_intact(office: Office) -> None:
    first, second = sent(office), sent(office)
    read_back(office)
    corrections.correct(office, first.code, replace(walk_in(office), note="sửa"))
    send(office)
    read_back(office, DeliveryState.UNPROVABLE)
    corrections.cancel(office, second.code, "nhập nhầm")
    (item,) = outbox.due(office, NAME, ignore_backoff=True)
    outbox.settle(office, NAME, item, Settlement(DeliveryState.NEEDS_PERSON))
    outbox.set_aside(office, second.uid, "đã rút trên cổng")
    news = PulledNews(first.uid, "9", "H99.99-261123-0001", None, "")
    assert outbox.apply_pull(office, NAME, (news,)).conflicts
    assert look.by_uid(office, first.uid).sync is SyncState.NEEDS_PERSON
    portals.save(office, replace(PORTAL, user="khác"), "mật khẩu", answers_practice=None)
    configuration.change(office, "phone", "0237 111 111")
    sent(office)
    assert safekeeping.verify(office) == ()


def test_a_proof_is_a_line_of_the_journal(office: Office) -> None:
    dossier = sent(office)
    read_back(office)
    received, *_, last = look.history(office, dossier.uid)
    assert last.kind is EventKind.DELIVERY_SETTLED
    (mark,) = last.payload["rows"]
    assert len(mark) == 16
    assert last.payload == {
        "rows": [mark],
        "target": NAME,
        "state": "proved",
        "events": [received.uid],
        "read_back": "a" * 64,
    }


GREEN_BY_HAND = [
    ("UPDATE dossier SET sync = 'proved'", "dossier"),
    ("UPDATE delivery SET state = 'proved'", "delivery"),
    ("UPDATE delivery SET state = 'unprovable'", "delivery"),
    ("UPDATE delivery SET state = 'set_aside'", "delivery"),
    ("UPDATE delivery SET state = 'xong'", "delivery"),
    ("DELETE FROM delivery", "delivery"),
    ("UPDATE delivery SET target = 'khac'", "delivery"),
    ("DELETE FROM portal_target", "portal_target"),
    ("DELETE FROM portal_target", "delivery"),
    ("UPDATE portal_target SET url = 'https://ke-gian.example'", "portal_target"),
    ("UPDATE portal_target SET practice = 0", "portal_target"),
    ("UPDATE portal_target SET options = '{'", "portal_target"),
    ("UPDATE setting SET value = '9' WHERE key = 'counter'", "setting"),
    ("UPDATE setting SET value = 'không' WHERE key = 'practice'", "setting"),
    ("DELETE FROM setting WHERE key = 'org_name'", "setting"),
    ("INSERT INTO setting VALUES ('them', 'x')", "setting"),
    (
        "UPDATE catalogue_procedure SET name = 'Thủ tục khác' WHERE position = 1",
        "catalogue_procedure",
    ),
    (
        "UPDATE catalogue_procedure SET body = replace(body, '\"review\":\"', '\"review\":\"x')",
        "catalogue_procedure",
    ),
    ("UPDATE catalogue_procedure SET body = '{' WHERE position = 1", "catalogue_procedure"),
    ("DELETE FROM catalogue_procedure WHERE position = 1", "catalogue_procedure"),
    ("UPDATE catalogue_version SET sha256 = 'x'", "catalogue_version"),
    ("INSERT INTO catalogue_version VALUES (2, 'x', 'x', '2026-11-23T00:00:00.000000Z', 0)",
     "catalogue_version"),
]  # fmt: skip


@pytest.mark.parametrize(("statement", "table"), GREEN_BY_HAND)
def test_a_row_changed_behind_the_journal_is_named(
    office: Office, statement: str, table: str
) -> None:
    sent(office)
    assert safekeeping.verify(office) == ()
    tamper(office, statement)
    rows = safekeeping.verify(office)
    assert table in {row.table for row in rows}
    assert all(row.key and row.what.endswith(".") for row in rows)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE delivery SET state = 'waiting'",
        "UPDATE dossier SET sync = 'local'",
        "DELETE FROM delivery",
    ],
)
def test_a_proof_taken_away_is_named_too(office: Office, statement: str) -> None:
    sent(office)
    read_back(office)
    assert safekeeping.verify(office) == ()
    tamper(office, statement)
    assert {row.table for row in safekeeping.verify(office)} <= {"delivery", "dossier"}
    assert safekeeping.verify(office)


def test_the_last_value_of_a_setting_counts(office: Office) -> None:
    configuration.change(office, "phone", "0237 111 111")
    tamper(office, "UPDATE setting SET value = '0237 000 0000' WHERE key = 'phone'")
    assert [(row.table, row.key) for row in safekeeping.verify(office)] == [("setting", "phone")]
