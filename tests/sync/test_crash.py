"""Killed between sending and answering, and two at once: still one copy of each dossier."""

import os
import random
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from receptiondesk.desk import outbox
from receptiondesk.domain.dossier import Dossier
from receptiondesk.domain.errors import Trouble
from receptiondesk.domain.events import DeliveryState
from receptiondesk.office import Office
from sync.round import run
from tests.support.office import reopen
from tests.support.portals.practice import HOW, PracticePortal

Receive = Callable[..., Dossier]

_ROUND = """
import sys
from pathlib import Path
from tests.support.office import reopen
from tests.support.portals.practice import HOW
from sync.round import run
office = reopen(Path(sys.argv[1]))
print("ready", flush=True)
run(office, ignore_backoff=True, how=HOW)
"""


def _round_in_a_process(root: Path, checkout: Path) -> subprocess.Popen[str]:
    child = subprocess.Popen(
        [sys.executable, "-c", _ROUND, str(root)],
        cwd=checkout,
        env={**os.environ, "PYTHONPATH": str(checkout)},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert child.stdout is not None
    assert child.stdout.readline() == "ready\n"
    return child


@pytest.mark.slow
def test_a_round_killed_anywhere_ends_in_one_right_copy_of_each_dossier(
    office: Office, portal: PracticePortal, receive: Receive, project_root: Path
) -> None:
    received = [receive(f"Người thứ {letter}") for letter in "ABCDEF"]
    portal.join(office)
    portal.faults(slow=1.0, slow_seconds=0.02)
    chance = random.Random(20261121)
    for _ in range(3):
        child = _round_in_a_process(office.paths.root, project_root)
        with pytest.raises(subprocess.TimeoutExpired):
            child.wait(chance.uniform(0.05, 0.6))
        child.kill()
        child.wait()
        assert child.stdout is not None
        child.stdout.close()
    portal.faults()

    assert run(office, ignore_backoff=True, how=HOW).proved == 6

    there = {one["uid"]: one for one in portal.dossiers()}
    assert len(portal.dossiers()) == 6
    for dossier in received:
        one = there[dossier.uid]
        assert one["fields"]["applicantName"] == dossier.facts.applicant.full_name
        assert one["fields"]["receiveDate"] == "23/11/2026 09:00:00"
        assert one["actions"] == ["1100"]


def test_what_a_dead_round_was_sending_is_unknown_and_asked_for_first(
    office: Office, portal: PracticePortal, receive: Receive
) -> None:
    receive()
    portal.join(office)
    (item,) = outbox.due(office, "opencps", ignore_backoff=True)
    outbox.mark_sending(office, "opencps", item)
    assert outbox.waiting(office)[0].state is DeliveryState.SENDING

    assert run(office, how=HOW).proved == 1


def test_two_rounds_at_the_same_moment_send_everything_once(
    office: Office, portal: PracticePortal, receive: Receive
) -> None:
    for letter in "ABCD":
        receive(f"Người thứ {letter}")
    portal.join(office)
    other = reopen(office.paths.root)
    refused: list[str] = []

    def go(one: Office) -> None:
        try:
            run(one, how=HOW)
        except Trouble as trouble:
            refused.append(trouble.code)

    threads = [threading.Thread(target=go, args=(one,)) for one in (office, other)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    other.close()

    assert set(refused) <= {"round_running"}
    assert run(office, how=HOW).proved == 4
    assert [one["actions"] for one in portal.dossiers()] == [["1100"]] * 4


def test_a_correction_made_while_the_old_facts_travel_is_sent_after_them(
    office: Office, portal: PracticePortal, receive: Receive
) -> None:
    from dataclasses import replace

    from receptiondesk.desk import corrections, look

    received = receive()
    portal.join(office)
    (item,) = outbox.due(office, "opencps", ignore_backoff=True)
    facts = look.by_uid(office, received.uid).facts
    corrections.correct(office, received.code, replace(facts, note="Sửa trong khi đang gửi"))

    assert outbox.mark_sending(office, "opencps", item) is None
    run(office, how=HOW)

    assert portal.dossier(received.uid)["fields"]["applicantNote"] == "Sửa trong khi đang gửi"
    assert run(office, how=HOW).proved == 1
