"""Rounds until nothing waits: back-off and Retry-After are kept, and it always comes to an end."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from receptiondesk.domain.dossier import Dossier
from receptiondesk.office import Office
from sync.answers import Answer, AnswerKind
from sync.portals.opencps.adapter import OpenCps
from sync.round import until_done
from sync.status import LineState
from tests.support.portals.practice import HOW, PracticePortal
from tests.support.waits import Waits

Receive = Callable[..., Dossier]


def test_a_dossier_that_failed_is_not_sent_before_its_next_try(
    office: Office, portal: PracticePortal, receive: Receive, monkeypatch: pytest.MonkeyPatch
) -> None:
    receive()
    portal.join(office)
    sent_at = []
    deliver = OpenCps.deliver

    def fail_twice(self: OpenCps, dossier: object) -> object:
        sent_at.append(office.clock.now())
        if len(sent_at) <= 2:
            from sync.portal import Delivered

            answer = Answer(AnswerKind.PORTAL_DOWN, retry_after=timedelta(minutes=4))
            return Delivered(answer)
        return deliver(self, dossier)  # type: ignore[arg-type]

    monkeypatch.setattr(OpenCps, "deliver", fail_twice)
    result = until_done(office, how=replace(HOW, wait=Waits(office)))

    assert (result.proved, result.waiting, result.reached) == (1, 0, True)
    first, second, third = sent_at
    assert second - first >= timedelta(minutes=4)
    assert third - second >= timedelta(minutes=4)


def test_a_portal_that_asks_for_time_gets_it_and_is_not_given_up(
    office: Office, portal: PracticePortal, receive: Receive
) -> None:
    receive()
    portal.join(office)
    portal.faults(too_fast=1.0)
    waits = Waits(office)
    waits.after = lambda: portal.faults() if len(waits.seconds) == 8 else None

    result = until_done(office, how=replace(HOW, wait=waits))

    assert result.proved == 1
    assert len(waits.seconds) >= 8  # six would have been the end of a portal that is not there


def test_nobody_waits_for_ever_for_a_portal_that_is_not_there(
    office: Office, portal: PracticePortal, receive: Receive
) -> None:
    receive()
    portal.join(office)
    portal.stop()
    waits = Waits(office)

    result = until_done(office, how=replace(HOW, wait=waits))

    assert (result.reached, result.waiting, result.line) == (False, 1, LineState.OFFLINE)
    assert sum(waits.seconds) < 60


def test_a_portal_that_is_always_busy_comes_to_an_end_too(
    office: Office, portal: PracticePortal, receive: Receive
) -> None:
    receive()
    portal.join(office)
    portal.faults(error5xx=1.0)
    waits = Waits(office)

    result = until_done(office, how=replace(HOW, wait=waits))

    assert (result.reached, result.waiting, result.line) == (False, 1, LineState.BUSY)
    assert sum(waits.seconds) <= 30 * 60
