"""Attachments of the server-numbered family: uploaded first, kept, bound, and taken away again."""

import pytest

from sync.answers import AnswerKind
from tests.support.portals.server_numbered_store import without
from tests.sync.portals.server_numbered.desk import Bench, Killed, corrected, dossier, file

CONTENT = b"%PDF-1.7 to khai"


def test_a_file_is_uploaded_bound_and_read_back(there: Bench) -> None:
    one, scan = dossier(), file(CONTENT)
    there.adapter().deliver(one)
    assert there.adapter().put_file(one, scan).answer.kind is AnswerKind.ACCEPTED
    back = there.adapter().read_file(one, scan)
    assert back.answer.good
    assert back.differing() == ()
    assert there.adapter().read_back(one).differing() == ()


def test_the_2026_adapter_proves_by_its_hash_and_the_others_say_what_they_cannot(
    there: Bench,
) -> None:
    one, scan = dossier(), file(CONTENT)
    adapter = there.adapter()
    adapter.deliver(one)
    adapter.put_file(one, scan)
    back = adapter.read_file(one, scan)
    proves = there.dialect == "adapter2026"
    assert adapter.capabilities.files_given_back is proves
    assert back.unseen == (() if proves else ("nội dung tệp “to-khai.pdf”",))
    if proves:
        assert back.found == {"tệp “to-khai.pdf”": scan.sha256}


@pytest.mark.parametrize("hidden", ["no look-up", "no hash"])
def test_what_an_upload_once_answered_proves_no_file(faulty: Bench, hidden: str) -> None:
    if faulty.dialect != "adapter2026":
        return  # the others tell no hash
    one, scan = dossier(), file(CONTENT)
    faulty.adapter().deliver(one)
    faulty.adapter().put_file(one, scan)
    if hidden == "no look-up":
        faulty.options = {"path.lookup": ""}
        assert not faulty.adapter().capabilities.files_given_back
    else:
        for paper in faulty.store.dossiers[0].doc["ThanhPhanHoSo"]:
            for row in paper["GiayToDinhKem"]:
                del row["HashTepTin"]
    back = faulty.adapter().read_file(one, scan)
    assert back.differing() == ()
    assert back.unseen == ("nội dung tệp “to-khai.pdf”",)


def test_a_file_that_arrived_otherwise_is_not_proved(faulty: Bench) -> None:
    if faulty.dialect != "adapter2026":
        return  # the others tell no hash
    one, scan = dossier(), file(CONTENT, sha256="0" * 64)
    faulty.adapter().deliver(one)
    faulty.adapter().put_file(one, scan)
    assert faulty.adapter().read_file(one, scan).differing() == ("tệp “to-khai.pdf”",)


def test_a_proved_file_is_not_sent_again(faulty: Bench) -> None:
    one, scan = dossier(), file(CONTENT)
    faulty.adapter().deliver(one)
    faulty.adapter().put_file(one, scan)
    assert faulty.adapter().put_file(one, scan).answer.kind is AnswerKind.ALREADY_EQUAL
    assert len(faulty.store.files) == 1


def test_an_upload_cut_after_it_was_stored_leaves_one_file_bound(faulty: Bench) -> None:
    one, scan = dossier(), file(CONTENT)
    faulty.adapter().deliver(one)
    faulty.switches.cut_upload = 1
    answer = faulty.adapter().put_file(one, scan).answer
    assert answer.kind is AnswerKind.LOST
    assert not answer.changing
    assert faulty.adapter().put_file(one, scan).answer.good
    assert len(_bound_files(faulty)) == 1


def test_killed_between_upload_and_bind_the_upload_is_not_repeated(faulty: Bench) -> None:
    one, scan = dossier(), file(CONTENT)
    faulty.adapter().deliver(one)
    faulty.memory.dies_at = "remote:"
    faulty.switches.lose_update = 1
    answer = faulty.adapter().put_file(one, scan).answer
    assert not answer.good
    faulty.memory.dies_at = ""
    assert faulty.adapter().put_file(one, scan).answer.good
    assert len(faulty.store.files) == 1
    assert len(_bound_files(faulty)) == 1


def test_killed_before_the_id_was_kept_only_a_loose_file_is_left(faulty: Bench) -> None:
    one, scan = dossier(), file(CONTENT)
    faulty.adapter().deliver(one)
    faulty.memory.dies_at = "files:"
    with pytest.raises(Killed):
        faulty.adapter().put_file(one, scan)
    faulty.memory.dies_at = ""
    assert faulty.adapter().put_file(one, scan).answer.good
    assert len(faulty.store.files) == 2
    assert len(_bound_files(faulty)) == 1


def test_several_files_of_one_paper_and_a_correction_keep_each_other(faulty: Bench) -> None:
    one = dossier()
    first, second = file(CONTENT), file(b"\xff\xd8 anh", name="trang-2.jpg", mime="image/jpeg")
    faulty.adapter().deliver(one)
    faulty.adapter().put_file(one, first)
    faulty.adapter().put_file(one, second)
    assert len(_bound_files(faulty)) == 2
    two = corrected(one, "Nguyễn Thị Ánh Sửa")
    assert faulty.adapter().deliver(two).answer.good
    assert len(_bound_files(faulty)) == 2
    assert faulty.adapter().read_back(two).differing() == ()


def test_a_file_taken_back_goes_there_too(faulty: Bench) -> None:
    one, scan, stays = dossier(), file(CONTENT), file(b"%PDF-1.7 khac", name="khac.pdf")
    faulty.adapter().deliver(one)
    faulty.adapter().put_file(one, scan)
    faulty.adapter().put_file(one, stays)
    gone = file(CONTENT, uid=scan.uid, removed=True)
    assert faulty.adapter().put_file(one, gone).answer.kind is AnswerKind.ACCEPTED
    assert len(_bound_files(faulty)) == 1
    assert faulty.adapter().read_file(one, gone).differing() == ()
    assert faulty.adapter().put_file(one, gone).answer.kind is AnswerKind.ALREADY_EQUAL


def test_after_a_restore_a_file_stays_there_until_somebody_removes_it_by_hand(
    faulty: Bench,
) -> None:
    one, scan = dossier(), file(CONTENT)
    faulty.adapter().deliver(one)
    faulty.adapter().put_file(one, scan)
    faulty.memory.kept["keep:remote"] = "1"
    gone = file(CONTENT, uid=scan.uid, removed=True)
    answer = faulty.adapter().put_file(one, gone).answer
    assert answer.kind is AnswerKind.CONFLICT
    assert "trực tiếp trên cổng" in answer.sentence
    assert len(_bound_files(faulty)) == len(faulty.store.files) == 1
    (stored,) = faulty.store.dossiers
    stored.doc = without(stored.doc, set(faulty.store.files))
    assert faulty.adapter().put_file(one, gone).answer.kind is AnswerKind.ALREADY_EQUAL
    assert faulty.adapter().read_file(one, gone).differing() == ()


def test_a_file_of_a_paper_that_was_not_ticked_finds_its_row(faulty: Bench) -> None:
    one = dossier()
    loose = file(CONTENT, paper_code="1.001193-02", paper_name="Giấy khác")
    faulty.adapter().deliver(one)
    assert faulty.adapter().put_file(one, loose).answer.good
    assert faulty.adapter().read_file(one, loose).differing() == ()
    assert faulty.adapter().read_back(one).differing() == ()


def test_a_file_too_large_is_said_by_the_limit_or_by_the_portal(faulty: Bench) -> None:
    one = dossier()
    faulty.adapter().deliver(one)
    big = file(CONTENT, size=3 * 1024 * 1024)
    limited = faulty.adapter(file_limit_mb="2")
    assert limited.capabilities.file_limit == 2 * 1024 * 1024
    assert limited.put_file(one, big).answer.kind is AnswerKind.TOO_LARGE
    faulty.switches.too_large = 1
    assert faulty.adapter().put_file(one, file(CONTENT)).answer.kind is AnswerKind.TOO_LARGE
    assert faulty.store.files == {}


def test_a_file_waits_for_its_dossier(faulty: Bench) -> None:
    answer = faulty.adapter().put_file(dossier(), file(CONTENT)).answer
    assert not answer.good
    assert not answer.changing
    assert faulty.store.files == {}


def _bound_files(there: Bench) -> list[str]:
    """Return the ids of the files that the portal's dossiers refer to."""
    text = str([one.doc for one in there.store.dossiers])
    return [word for word in there.store.files if word in text]
