"""The knock of the 2026 adapter asks for no dossier: how it says "absent" is the portal's own."""

from collections.abc import Callable
from pathlib import Path

import pytest

from receptiondesk.domain.dossier import SyncState
from sync.portal import Part
from tests.support.portals.wire import Asked, Said
from tests.sync.portals.server_numbered.desk import bench
from tests.sync.portals.server_numbered.town import town_of

_WORDS = Said(
    500,
    {"Content-Type": "text/plain; charset=utf-8", "X-Practice-Portal": "1"},
    "Không tìm thấy hồ sơ".encode(),
)
_SHUT = Said(
    403,
    {"Content-Type": "application/json", "X-Practice-Portal": "1"},
    b'{"message": "No Content."}',
)


def _absent_said_so(handle: Callable[[Asked], Said], so: Said) -> Callable[[Asked], Said]:
    """Let a portal say in its own way that it has no such dossier."""

    def handled(asked: Asked) -> Said:
        told = handle(asked)
        return so if asked.path == "/TraCuuHoSo" and b'"data": null' in told.body else told

    return handled


@pytest.mark.parametrize("so", [_WORDS, _SHUT], ids=["500 in words", "403"])
def test_a_portal_that_says_absent_in_its_own_way_gets_its_dossiers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, so: Said
) -> None:
    with town_of("adapter2026", tmp_path) as town:
        monkeypatch.setattr(town.core, "handle", _absent_said_so(town.core.handle, so))
        one = town.receive()
        town.rounds(2)
        assert town.now(one).sync is SyncState.PROVED


def test_words_behind_a_500_are_an_answer_to_who_asks_for_the_right(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with bench("adapter2026") as there:
        handle = there.core.handle
        monkeypatch.setattr(there.core, "handle", _absent_said_so(handle, _WORDS))
        wells = {found.part: found.well for found in there.adapter().examine()}
        assert wells == {Part.SIGN_IN: True, Part.RIGHT: True, Part.VERSION: True}
        monkeypatch.setattr(there.core, "handle", _absent_said_so(handle, Said(500, {}, b"")))
        wells = {found.part: found.well for found in there.adapter().examine()}
        assert wells == {Part.SIGN_IN: True, Part.RIGHT: False, Part.VERSION: None}
