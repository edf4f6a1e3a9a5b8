"""The power goes between a question that is kept and the dossier that is parked with it.

What comes back is asked again: nobody has answered.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from receptiondesk.desk import attachments, decisions, safekeeping
from receptiondesk.domain.dossier import Dossier, SyncState
from tests.sync.portals.server_numbered.desk import DIALECTS
from tests.sync.portals.server_numbered.town import NAME, OTHER, TARGET, Town, town_of

_GREEN = {SyncState.PROVED, SyncState.UNPROVABLE}


@pytest.fixture(params=DIALECTS)
def town(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Town]:
    """An office beside a portal of one dialect."""
    with town_of(str(request.param), tmp_path) as town:
        yield town


def test_an_officers_words_are_asked_about_again(town: Town) -> None:
    one = town.receive()
    town.rounds(2)
    town.write_there(NAME, OTHER)
    town.attach(one)
    town.rounds_with_one_death(3)
    assert town.stored.holds(OTHER)
    assert "tên chủ hồ sơ" in " ".join(row.reason for row in town.parked(one))
    decisions.send_again(town.office, one.uid, TARGET, "Tại quầy đúng")
    _is_over(town, one)
    assert not town.stored.holds(OTHER)


@pytest.mark.parametrize("taken_back", [False, True])
def test_a_file_in_question_is_asked_about_again(tmp_path: Path, taken_back: bool) -> None:
    with town_of("tandan", tmp_path) as town:
        one = town.receive()
        town.rounds(2)
        town.attach(one)
        town.back_up()
        town.rounds(2)
        town.restore()
        if taken_back:
            (page,) = attachments.of_dossier(town.office, one.uid)
            attachments.detach(town.office, town.now(one).code, page.uid, "Nhầm giấy")
        town.rounds_with_one_death(3)
        assert len(town.core.store.files) == 1
        assert town.parked(one)
        if not taken_back:
            code = town.now(one).code
            decisions.arrived(town.office, one.uid, TARGET, code, "Đã xem trên cổng")
            _is_over(town, one)
            assert len(town.core.store.files) == 1


def _is_over(town: Town, one: Dossier) -> None:
    town.rounds(3)
    assert town.parked(one) == []
    assert town.now(one).sync in _GREEN
    assert safekeeping.verify(town.office) == ()
