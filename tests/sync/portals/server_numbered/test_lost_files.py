"""A portal that came back from an older copy has lost files too, and knows no id of them."""

from sync.answers import AnswerKind
from tests.sync.portals.server_numbered.desk import Bench, corrected, dossier, file

CONTENT = b"%PDF-1.7 to khai"


def test_a_file_that_is_not_there_is_named_to_nobody(faulty: Bench) -> None:
    """The dossier and its file are lost, a person says so: both are sent anew, under new ids."""
    one, other, scan = dossier(), dossier(), file(CONTENT)
    faulty.switches.known_files = True
    for sent in (one, other):
        assert faulty.adapter().deliver(sent).answer.good
    assert faulty.adapter().put_file(one, scan).answer.good
    assert faulty.adapter().put_file(other, file(b"%PDF-1.7 khac")).answer.good
    (first,) = faulty.store.of(one.uid)
    (before,) = [word for word in faulty.store.files if first.holds(word)]

    faulty.store.forget(first)
    assert faulty.store.of(one.uid) == []
    assert [kept.content for kept in faulty.store.files.values()] == [b"%PDF-1.7 khac"]
    faulty.memory.not_there(one.uid)
    assert faulty.adapter().deliver(one).answer.good
    assert faulty.adapter().put_file(one, scan).answer.kind is AnswerKind.ACCEPTED

    (again,) = faulty.store.of(one.uid)
    (now,) = [word for word in faulty.store.files if again.holds(word)]
    assert now != before
    assert faulty.store.files[now].content == CONTENT
    assert faulty.adapter().deliver(corrected(one, "Nguyễn Thị Ánh Sửa")).answer.good
    assert faulty.store.of(one.uid)[0].holds(now)


def test_a_file_that_alone_was_lost_is_a_refusal_and_doubles_nothing(faulty: Bench) -> None:
    """A correction names the file still: the portal refuses it in words, and a person is asked."""
    one = dossier()
    faulty.switches.known_files = True
    assert faulty.adapter().deliver(one).answer.good
    assert faulty.adapter().put_file(one, file(CONTENT)).answer.good
    faulty.store.files.clear()
    answer = faulty.adapter().deliver(corrected(one, "Nguyễn Thị Ánh Sửa")).answer
    assert answer.kind is AnswerKind.REFUSED
    assert not answer.changing
    assert len(faulty.store.of(one.uid)) == 1


def test_a_number_of_yesterday_is_used_after_midnight(faulty: Bench) -> None:
    """The server's day ends between number and create, or right behind the create that gave it."""
    faulty.switches.midnight = 1
    one, two = dossier(), dossier()
    adapter = faulty.adapter()
    first, second = adapter.deliver(one).remote, adapter.deliver(two).remote
    assert first is not None
    assert second is not None
    days = [remote.code.split("-")[1] for remote in (first, second)]
    assert int(days[1]) == int(days[0]) + 1
    assert {remote.code.rpartition("-")[2].lstrip("0") for remote in (first, second)} == {"1"}
    assert faulty.store.numbers == [first.code, second.code]
    for sent in (one, two):
        assert adapter.read_back(sent).differing() == ()


def test_the_double_gives_no_id_of_a_file_twice(faulty: Bench) -> None:
    first = faulty.store.keep_file("mot.pdf", CONTENT)
    faulty.store.files.clear()
    assert faulty.store.keep_file("hai.pdf", CONTENT).id != first.id
