"""Whatever can happen or stand somewhere has its words on the command line."""

from receptiondesk.domain.dossier import Status, SyncState
from receptiondesk.domain.events import DeliveryState, EventKind
from ui.commands import words


def test_every_kind_and_state_has_its_words() -> None:
    for enum, told in (
        (EventKind, words.EVENT),
        (DeliveryState, words.DELIVERY),
        (SyncState, words.SYNC),
        (Status, words.STATUS),
    ):
        assert set(told) == set(enum)
        assert all(told.values())
