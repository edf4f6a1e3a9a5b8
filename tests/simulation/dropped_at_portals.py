"""Rules that the adapters keep, each with what drops just this one."""

from dataclasses import replace
from typing import Any

import pytest

from sync.answers import NoAnswer
from sync.portals.national import steps, whose
from sync.portals.national.trail import SENDING, Trail
from sync.portals.opencps import dossiers as opencps_dossiers
from sync.portals.server_numbered.delivery import Delivery
from sync.portals.server_numbered.files import Files
from sync.portals.server_numbered.kept import Kept
from sync.portals.server_numbered.lookup import LookUp


def any_uid_will_do(patch: pytest.MonkeyPatch) -> None:
    """OpenCPS: the draft that came back is ours, whatever uid it bears."""
    ask = opencps_dossiers._open_draft

    def opened(site: Any, dossier: Any, route: Any) -> Any:
        reply = ask(site, dossier, route)
        if reply.ok and isinstance(reply.data, dict):
            return replace(reply, data={**reply.data, "referenceUid": dossier.uid})
        return reply

    patch.setattr(opencps_dossiers, "_open_draft", opened)


def another_is_ours(patch: pytest.MonkeyPatch) -> None:
    """The bus: what stands under our code is ours, whoever owns it."""
    patch.setattr(whose, "refuse_another", lambda *_: None)


def steps_forgotten(patch: pytest.MonkeyPatch) -> None:
    """The bus: no step is remembered as sent."""
    patch.setattr(Trail, "mark", lambda *_: None)


def quiet_again(patch: pytest.MonkeyPatch) -> None:
    """The bus: a step whose answer got lost, and that no look-up shows, is told again."""

    def free(sender: Any, dossier: Any, trail: Trail) -> None:
        trail.unmark(trail.of(SENDING))
        trail.keep(sender.memory, dossier.uid)

    patch.setattr(steps, "_decide_lost", free)


def create_unmarked(patch: pytest.MonkeyPatch) -> None:
    """A portal that numbers itself: nothing is remembered before a create."""
    patch.setattr(Kept, "mark_sent", lambda *_: None)


def error_is_absent(patch: pytest.MonkeyPatch) -> None:
    """A portal that numbers itself: a look-up that fails found nothing."""
    ask = LookUp._ask

    def found(self: LookUp, dossier: Any, wanted: Any) -> Any:
        try:
            return ask(self, dossier, wanted)
        except NoAnswer:
            return None, ()

    patch.setattr(LookUp, "_ask", found)


def sent_again(patch: pytest.MonkeyPatch) -> None:
    """A portal that numbers itself: what no look-up finds was never made."""
    patch.setattr(LookUp, "_must_be_absent", lambda *_: None)


def silence_is_refusal(patch: pytest.MonkeyPatch) -> None:
    """A portal that numbers itself: a create without an answer was not stored."""
    send = Delivery._sent

    def sent(self: Delivery, document: Any) -> Any:
        try:
            return send(self, document)
        except NoAnswer:
            self.kept.unmark_sent()
            raise

    patch.setattr(Delivery, "_sent", sent)


def record_before_counts(patch: pytest.MonkeyPatch) -> None:
    """A portal that numbers itself: a record made anew has what the one before had."""
    patch.setattr(Kept, "begin_record", lambda *_: None)


def files_go_unlooked(patch: pytest.MonkeyPatch) -> None:
    """A portal that numbers itself: no file that stands there is known again."""
    patch.setattr(Files, "_perhaps_there", lambda *_: None)


def unread_is_put_over(patch: pytest.MonkeyPatch) -> None:
    """A portal that numbers itself: an older file writes over what it cannot read."""
    patch.setattr(Delivery, "must_know_its_files", lambda *_: None)


def steps_never_missed(patch: pytest.MonkeyPatch) -> None:
    """A portal that numbers itself: nobody asks which steps it was never told."""
    patch.setattr(Delivery, "lacks_steps", lambda *_: False)
    patch.setattr(Delivery, "is_untold", lambda *_: False)
