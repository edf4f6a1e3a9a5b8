from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from receptiondesk.credentials import Credentials
from receptiondesk.domain.clock import SetClock
from receptiondesk.domain.errors import Refused, Trouble
from receptiondesk.domain.events import EventKind
from receptiondesk.office import Office, open_office
from receptiondesk.paths import Paths
from receptiondesk.storage import setting_rows
from tests.support.office import (
    CHEAP,
    MORNING,
    OFFICER,
    FakeKeyring,
    OfficeKind,
    credentials,
    make_office,
    reopen,
)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    opened = make_office(tmp_path / "office", OfficeKind())
    yield opened
    opened.close()


def opening(root: Path, own: Credentials | None = None) -> str:
    with pytest.raises((Refused, Trouble)) as caught:
        open_office(
            Paths(root), clock=SetClock(MORNING), officer="x", credentials=own or credentials()
        )
    error = caught.value
    return error.code if isinstance(error, Trouble) else error.problems[0].code


def test_an_office_knows_its_settings_and_its_mark(office: Office) -> None:
    assert office.settings.org_name == "Ủy ban nhân dân xã Thử Nghiệm"
    assert len(office.office_id) == 32
    assert office.gazetteer is office.with_officer("B").gazetteer
    assert office.with_officer("B").officer == "B"
    changed = replace(office.settings, hotline="113")
    assert office.with_settings(changed).settings.hotline == "113"


def test_a_line_for_the_journal_is_signed(office: Office) -> None:
    entry = office.entry(EventKind.PRINTED, {"a": 1}, "uid")
    assert (entry.officer, entry.counter, entry.at) == (OFFICER, 1, MORNING)
    assert (entry.kind, entry.dossier_uid) == (EventKind.PRINTED, "uid")


def test_a_folder_without_an_office_is_told(tmp_path: Path) -> None:
    assert opening(tmp_path) == "not_initialised"
    assert opening(tmp_path / "no" / "such") == "not_initialised"
    assert list(tmp_path.iterdir()) == []


def test_a_path_that_cannot_even_be_asked_is_trouble(tmp_path: Path) -> None:
    assert opening(tmp_path / ("x" * 300)) in {"cannot_open", "not_initialised"}


def test_the_wrong_passphrase_is_trouble(office: Office) -> None:
    assert opening(office.paths.root, credentials(RECEPTIONDESK_PASSPHRASE="sai")) == "wrong_key"


def test_without_any_passphrase_one_is_asked_for(office: Office) -> None:
    own = Credentials(environ={}, system_keyring=FakeKeyring(), cost=CHEAP)
    assert opening(office.paths.root, own) == "passphrase_needed"


def test_a_file_whose_first_page_is_gone_is_damaged_not_a_wrong_key(office: Office) -> None:
    office.close()
    hurt = bytearray(office.paths.database.read_bytes())
    hurt[100] ^= 0xFF
    office.paths.database.write_bytes(hurt)
    assert opening(office.paths.root) == "damaged"


def test_a_code_of_another_office_is_wrong_even_without_a_key_file(office: Office) -> None:
    office.paths.key_file.unlink()
    code = credentials().new_key(None).recovery_code
    assert opening(office.paths.root, replace(credentials(), recovery_code=code)) == "wrong_key"


def test_a_stored_setting_that_is_no_value_closes_the_file_again(office: Office) -> None:
    with office.database.write() as session:
        setting_rows.put(session, {"counter": "x"})
    assert opening(office.paths.root) == "bad_counter"


def test_the_witness_of_another_office_is_not_believed(tmp_path: Path, office: Office) -> None:
    other = make_office(tmp_path / "other", OfficeKind(org_code="H56.99"))
    other.close()
    office.close()
    office.paths.witness.write_bytes(other.paths.witness.read_bytes())
    again = reopen(office.paths.root)
    assert office.office_id in office.paths.witness.read_text()
    again.close()


def test_neither_key_nor_passphrase_is_in_an_offices_words(office: Office) -> None:
    key = credentials().find_key(office.paths.key_file, None)
    assert key.hex() not in repr(office)
    assert "mat khau de thu" not in repr(office)
