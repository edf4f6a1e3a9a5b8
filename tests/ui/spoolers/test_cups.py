"""CUPS's command line, every fault of it: what is told, and that nothing was queued in vain."""

import pytest

from receptiondesk.domain.print_faults import PrintFault
from tests.support.fake_spooler import DEVICE, FAULTS, LATE, NAME, FakeSpooler
from ui.spoolers.cups import Cups
from ui.spoolers.spooler import NotTakenError, Options, Stage, Took

PAPER = b"%PDF-1.4 a paper"
HERE = Options(NAME, "H56 #1", device=DEVICE)
#: Long enough for two small programs on a busy machine.
PATIENT = 15.0


def test_a_paper_goes_through_a_pipe_as_it_is(fake: FakeSpooler) -> None:
    took = Cups().submit(PAPER, HERE)
    assert took == Took(NAME, f"{NAME}-1")
    assert fake.papers == [PAPER]
    assert Cups().watch(took).stage is Stage.GONE_OUT


def test_how_it_is_to_come_out_is_told(fake: FakeSpooler) -> None:
    Cups().submit(PAPER, Options(NAME, "t", 3, "long", "Tray2", "a5"))
    said = fake.words
    assert f"lp -d {NAME} -t t -n 3" in said
    assert "sides=two-sided-long-edge" in said
    assert "media=A5,Tray2" in said
    assert "print-scaling=none" in said


def test_the_machines_own_choice_is_taken_when_none_is_named(fake: FakeSpooler) -> None:
    assert Cups().submit(PAPER, Options()).printer == NAME


def test_printers_tell_what_keeps_them_from_printing(fake: FakeSpooler) -> None:
    fake.fault = "out_of_paper"
    first, second = Cups().queues()
    assert (first.name, first.fault, first.device, first.default) == (
        NAME,
        PrintFault.OUT_OF_PAPER,
        DEVICE,
        True,
    )
    assert (second.name, second.fault, second.default) == ("Tang-2", None, False)


@pytest.mark.parametrize("name", sorted(set(FAULTS) - LATE))
def test_each_fault_has_its_cause_and_leaves_nothing_in_the_queue(
    fake: FakeSpooler, name: str
) -> None:
    fake.fault = name
    patience = 2.0 if name == "silent" else PATIENT
    with pytest.raises(NotTakenError) as caught:
        Cups(patience).submit(PAPER, HERE)
    assert caught.value.fault.value == FAULTS[name]
    assert fake.papers == []
    if name == "renamed":
        assert caught.value.other == "Quay-1-moi"


@pytest.mark.parametrize("name", sorted(LATE))
def test_what_goes_wrong_after_the_queue_took_it_is_heard(fake: FakeSpooler, name: str) -> None:
    fake.fault = name
    heard = Cups().watch(Cups().submit(PAPER, HERE))
    assert heard.stage is Stage.STUCK
    assert heard.fault is not None
    assert heard.fault.value == FAULTS[name]
    assert heard.queued == (name == "runs_out")


def test_every_fault_of_the_fake_is_another_cause_or_named_twice_on_purpose() -> None:
    twice = {"rejecting", "vague", "runs_out", "filter"}
    kept = [cause for name, cause in FAULTS.items() if name not in twice]
    assert len(kept) == len(set(kept)) == 13


def test_without_the_programs_it_is_said_that_there_is_no_service(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(NotTakenError) as caught:
        Cups().queues()
    assert caught.value.fault is PrintFault.NO_QUEUES
