"""Several targets in one round: each has its own end, and none that fails holds another."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from receptiondesk.desk import intake, look, outbox, portals
from receptiondesk.domain.dossier import Dossier, SyncState
from receptiondesk.domain.errors import Trouble
from receptiondesk.domain.events import DeliveryState
from receptiondesk.office import Office
from sync.answers import Answer, AnswerKind
from sync.how import How, Phase, Progress
from sync.round import run, until_done
from sync.status import LineState
from tests.support.portals.scripted import Book, failing, how, join
from tests.support.walk_ins import BIRTH_REGISTRATION, COPY_OF_RECORD, walk_in

Receive = Callable[..., Dossier]
DOWN = Answer(AnswerKind.PORTAL_DOWN, connected=False)


def states(office: Office, dossier: Dossier) -> dict[str, DeliveryState]:
    return {one.target: one.state for one in look.deliveries(office, dossier.uid)}


def test_one_that_is_down_holds_no_other_and_is_named(office: Office, receive: Receive) -> None:
    books = {"a-tinh": Book(reach=DOWN), "b-bo": Book()}
    for name in books:
        join(office, name)
    dossier = receive()

    result = run(office, how=how(books))

    assert states(office, dossier) == {
        "a-tinh": DeliveryState.WAITING,
        "b-bo": DeliveryState.PROVED,
    }
    down, up = result.targets["a-tinh"], result.targets["b-bo"]
    assert (down.reached, down.totals.waiting, down.line) == (False, 1, LineState.OFFLINE)
    assert (up.reached, up.totals.proved, up.ended_by) == (True, 1, None)
    assert not result.reached
    assert result.sentence.startswith("Cổng a-tinh: ")
    assert look.by_uid(office, dossier.uid).sync is not SyncState.PROVED, "green needs both"
    told = result.as_json()["targets"]
    assert isinstance(told, dict)
    assert told["a-tinh"]["ended_by"] == "portal_down"


def test_one_that_fails_everything_costs_the_other_nothing(
    office: Office, receive: Receive
) -> None:
    books = {"a": Book(), "b": Book()}
    for name in books:
        join(office, name)
    dossiers = [receive() for _ in range(5)]
    books["a"].script("deliver", *failing(AnswerKind.PORTAL_DOWN, 100))

    result = run(office, how=how(books))

    assert len(books["b"].facts) == 5
    assert result.targets["b"].totals.proved == 5
    assert len(books["a"].calls("deliver")) < 10, "it was left alone"
    assert {states(office, one)["a"] for one in dossiers} == {DeliveryState.WAITING}


def test_a_lost_password_of_one_portal_does_not_stop_the_other(
    office: Office, receive: Receive
) -> None:
    books = {"a": Book(), "b": Book()}
    for name in books:
        join(office, name)
    receive()
    portals._secrets(office).delete("portal:a")

    result = run(office, how=how(books))

    assert result.targets["b"].totals.proved == 1
    assert "nhập lại mật khẩu" in result.targets["a"].sentence
    assert result.line is LineState.ACCOUNT
    portals._secrets(office).delete("portal:b")
    portals_left = run(office, how=how(books, None))
    assert portals_left.line is LineState.ACCOUNT


def test_the_only_portal_without_a_password_is_trouble(office: Office) -> None:
    join(office, "a")
    portals._secrets(office).delete("portal:a")
    with pytest.raises(Trouble) as caught:
        run(office, how=how({"a": Book()}))
    assert caught.value.code == "no_portal_password"


def test_facts_of_every_target_go_before_news_of_any(office: Office, receive: Receive) -> None:
    order: list[str] = []
    books = {name: Book() for name in ("a", "b")}
    for name, book in books.items():
        join(office, name)
        book.before = lambda call, _, name=name: order.append(f"{name} {call}")  # type: ignore[misc]
    receive()
    run(office, how=how(books))
    assert order.index("b read_back") > order.index("b deliver") > order.index("a read_back")


def test_each_intake_goes_where_its_procedure_goes(office: Office) -> None:
    books = {"tinh": Book(), "bo": Book()}
    join(office, "tinh")
    join(office, "bo", procedures=COPY_OF_RECORD)
    both = intake.accept(office, walk_in(office, COPY_OF_RECORD)).dossier
    one = intake.accept(office, walk_in(office, BIRTH_REGISTRATION)).dossier

    run(office, how=how(books))

    assert set(books["tinh"].facts) == {both.uid, one.uid}
    assert set(books["bo"].facts) == {both.uid}


def test_who_waits_for_an_official_code_goes_in_the_round_that_brings_it(
    office: Office, receive: Receive
) -> None:
    books = {"a-quoc-gia": Book(), "b-tinh": Book()}
    for name in books:
        join(office, name)
    dossier = receive()
    books["b-tinh"].codes[dossier.uid] = "H56.14-261123-0001"
    books["a-quoc-gia"].script("deliver", Answer(AnswerKind.NO_CODE_YET))

    result = run(office, how=how(books))

    assert states(office, dossier) == dict.fromkeys(books, DeliveryState.PROVED)
    assert books["a-quoc-gia"].told[0].official_code == ""
    assert books["a-quoc-gia"].told[-1].official_code == "H56.14-261123-0001"
    assert look.dossier(office, dossier.code).code == "H56.14-261123-0001"
    assert result.counts() == {"sent": 0, "proved": 1, "waiting": 0, "parked": 0}


def test_progress_is_told_of_each_dossier(office: Office, receive: Receive) -> None:
    books = {"a": Book()}
    join(office, "a")
    for _ in range(3):
        receive()
    heard: list[Progress] = []
    way = replace(how(books), progress=heard.append)

    run(office, how=way)

    facts = [(one.done, one.total) for one in heard if one.phase is Phase.FACTS]
    assert facts == [(1, 3), (2, 3), (3, 3)]
    proofs = [(one.done, one.total) for one in heard if one.phase is Phase.PROOF]
    assert proofs == [(1, 3), (2, 3), (3, 3)]


def test_a_round_may_visit_some_targets_only(office: Office, receive: Receive) -> None:
    books = {"a": Book(), "b": Book()}
    for name in books:
        join(office, name)
    receive()
    result = run(office, how=replace(how(books), only=frozenset({"b"})))
    assert list(result.targets) == ["b"]
    assert books["a"].log == []


def test_until_done_ends_when_all_that_can_be_is_done(office: Office, receive: Receive) -> None:
    books = {"a": Book(), "b": Book()}
    for name in books:
        join(office, name)
    receive()
    books["b"].script("deliver", *failing(AnswerKind.LOST, 2, changing=True))
    way = how(books, How(patience=0.2))
    from tests.support.waits import Waits

    result = until_done(office, how=replace(way, wait=Waits(office)))

    assert result.counts()["proved"] == 1
    assert [told.ask_first for told in books["b"].told] == [False, True, True]
    assert outbox.waiting(office) == ()


def test_a_portal_that_asked_for_time_is_not_even_knocked_at_and_holds_no_other(
    office: Office, receive: Receive
) -> None:
    books = {"a": Book(), "b": Book()}
    for name in books:
        join(office, name)
    receive()
    wish = timedelta(minutes=5)
    books["a"].script("deliver", Answer(AnswerKind.TOO_FAST, retry_after=wish))
    result = run(office, how=how(books))
    assert result.targets["b"].totals.proved == 1
    assert result.retry_after == wish
    receive()
    knocks = len(books["a"].calls("reach"))

    result = run(office, how=how(books))

    assert len(books["a"].calls("reach")) == knocks
    assert result.targets["b"].totals.proved == 2
    assert result.targets["a"].line is LineState.BUSY
    office.clock.advance(wish)  # type: ignore[attr-defined]
    office.clock.advance(timedelta(minutes=1))  # type: ignore[attr-defined]
    run(office, how=how(books))
    assert run(office, how=how(books)).targets["a"].totals.proved == 2


def test_a_person_who_wants_it_now_gets_it_and_a_wrong_clock_silences_nobody(
    office: Office, receive: Receive
) -> None:
    books = {"a": Book()}
    join(office, "a")
    receive()
    books["a"].reach = Answer(AnswerKind.TOO_FAST, retry_after=timedelta(minutes=30))
    run(office, how=how(books))
    books["a"].reach = Answer(AnswerKind.ACCEPTED)
    assert run(office, how=how(books)).proved == 0
    office.clock.advance(timedelta(days=-400))  # type: ignore[attr-defined]
    assert run(office, how=how(books)).proved == 1
    office.clock.advance(timedelta(days=400))  # type: ignore[attr-defined]
    receive()
    assert run(office, ignore_backoff=True, how=how(books)).proved == 2
