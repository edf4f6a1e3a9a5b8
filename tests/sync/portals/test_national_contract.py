"""The national family as a contract; ``PORTAL_FAMILY=national PORTAL_URL=…`` aims it at a test bus.

Then PORTAL_USER, PORTAL_PASSWORD, PORTAL_DSTCODE and PORTAL_UNIT are needed too, and real dossiers
are made there. What needs a switch of the double is then skipped by name.
"""

import contextlib
import os
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from receptiondesk.domain.clock import SetClock
from receptiondesk.domain.events import EventKind
from receptiondesk.domain.walk_in import FeePaid, Person, Submitter
from sync.answers import AnswerKind
from sync.portals.national.proof import PROGRESS
from tests.support.portals.national import NationalCore
from tests.support.portals.national_bench import (
    CODE,
    MORNING,
    Bench,
    dossier,
    renamed,
    step,
)
from tests.support.portals.wire import Served

REAL = os.environ.get("PORTAL_FAMILY") == "national" and bool(os.environ.get("PORTAL_URL"))


@pytest.fixture
def bench() -> Iterator[Bench]:
    """The bus of PORTAL_URL, or a double of it."""
    if REAL:
        yield Bench.to_real()
        return
    with Served(NationalCore(SetClock(MORNING))) as served:
        yield Bench.to_double(served)


@pytest.fixture
def switched(bench: Bench, request: pytest.FixtureRequest) -> Bench:
    """The same, for what needs a switch."""
    if bench.core is None:
        pytest.skip(f"{request.node.name}: a switch of the double, none at {bench.url}")
    return bench


def everything_shown(bench: Bench) -> None:
    bench.bus.switches.columns = None
    bench.bus.switches.progress = True


# What holds at any bus


def test_sent_once_it_reads_back_equal(bench: Bench) -> None:
    adapter, one = bench.adapter(), dossier()
    delivered = adapter.deliver(one)
    assert delivered.answer.kind is AnswerKind.ACCEPTED, delivered.answer
    assert delivered.remote is not None
    assert delivered.remote.code == one.official_code
    back = adapter.read_back(one)
    assert back.answer.good
    assert back.differing() == ()
    adapter.close()


def test_sent_twice_it_is_still_one(bench: Bench) -> None:
    adapter, one = bench.adapter(), dossier()
    assert adapter.deliver(one).answer.good
    assert adapter.deliver(one).answer.good
    assert bench.adapter().deliver(one).answer.good
    assert adapter.read_back(one).differing() == ()
    if bench.core is not None:
        assert bench.bus.codes() == {one.official_code}
        assert len(bench.bus.steps) == 1


def test_a_correction_replaces_what_was_there(bench: Bench) -> None:
    adapter, one = bench.adapter(), dossier()
    adapter.deliver(one)
    mended = renamed(one, "Nguyễn Thị Ảnh", revision=1, steps=(*one.steps, step(one.uid, 2)))
    assert adapter.deliver(mended).answer.kind is AnswerKind.ACCEPTED
    assert adapter.read_back(mended).differing() == ()


def test_a_cancelled_one_is_withdrawn(bench: Bench) -> None:
    adapter, one = bench.adapter(), dossier()
    adapter.deliver(one)
    gone = replace(one, cancelled=True, cancel_reason="Công dân rút")
    for _ in range(2):
        assert adapter.deliver(gone).answer.good
    assert adapter.read_back(gone).differing() == ()


def test_the_bus_is_examined_part_by_part(bench: Bench) -> None:
    found = list(bench.adapter().examine())
    assert [one.well for one in found] == [True, True, True]


# H.2.1: endpoints, dstcode, session


def test_a_session_is_used_for_ten_minutes_by_our_own_clock(switched: Bench) -> None:
    adapter = switched.adapter()
    for minutes in (0, 4, 4, 4):
        switched.later(minutes=minutes)
        assert adapter.deliver(dossier()).answer.good
    assert switched.bus.logins == 2


@pytest.mark.parametrize(
    "expired", [("-1", "Phiên làm việc đã hết hạn"), ("401", "Unauthorized"), (401, "")]
)
def test_a_session_over_in_the_middle_of_two_hundred(
    switched: Bench, expired: tuple[Any, str]
) -> None:
    switched.bus.switches.session_calls = 30
    switched.bus.switches.expired = expired
    adapter = switched.adapter()
    many = [dossier() for _ in range(200)]
    assert {adapter.deliver(one).answer.kind for one in many} == {AnswerKind.ACCEPTED}
    assert switched.bus.codes() == {one.official_code for one in many}
    assert len(switched.bus.steps) == 200
    assert switched.bus.logins >= 14


def test_a_session_that_is_never_taken_is_the_account_and_not_asked_for_ever(
    switched: Bench,
) -> None:
    switched.bus.switches.session_minutes = 0
    answer = switched.adapter().deliver(dossier()).answer
    assert answer.kind is AnswerKind.AUTH
    assert switched.bus.logins == 2
    assert switched.bus.codes() == set()


def test_a_wrong_password_and_a_wrong_dstcode_are_told(
    switched: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PORTAL_PASSWORD", "khác")
    answer = switched.adapter().reach()
    assert answer.kind is AnswerKind.AUTH
    assert "Tài khoản hoặc mật khẩu không đúng" in answer.sentence
    monkeypatch.delenv("PORTAL_PASSWORD")
    monkeypatch.setenv("PORTAL_DSTCODE", "VN:KHAC")
    answer = switched.adapter().reach()
    assert not answer.good
    assert "dstcode" in answer.sentence
    assert "phien-" not in answer.raw


# H.2.2: where success stands


def test_success_is_a_zero_of_any_type_and_the_words(switched: Bench) -> None:
    for zero in ("0", 0, "00"):
        switched.bus.switches.zeros = (zero,)
        assert switched.adapter().deliver(dossier()).answer.good


def test_code_zero_with_a_failing_text_is_no_success(switched: Bench) -> None:
    switched.bus.switches.failing_text = 1
    one = dossier()
    answer = switched.adapter().deliver(one).answer
    assert answer.kind is AnswerKind.REFUSED
    assert "không thành công" in answer.sentence
    assert switched.bus.codes() == set()


@pytest.mark.parametrize("page", ["html", "html_called_json"])
def test_a_page_is_never_the_bus(switched: Bench, page: str) -> None:
    adapter, one = switched.adapter(), dossier()
    adapter.reach()
    setattr(switched.bus.switches, page, 1)
    answer = adapter.deliver(one).answer
    assert answer.kind is AnswerKind.NOT_THE_PORTAL
    assert adapter.deliver(one).answer.good
    assert switched.bus.codes() == {one.official_code}


def test_answers_wrapped_as_text_inside_a_message_are_read(switched: Bench) -> None:
    switched.bus.switches.wrapped = True
    everything_shown(switched)
    adapter, one = switched.adapter(), dossier(procedure_field="")
    assert adapter.deliver(one).answer.good
    assert adapter.read_back(one).differing() == ()
    assert adapter.deliver(one).answer.kind is AnswerKind.ALREADY_EQUAL


# H.2.3: create, update, already there


@pytest.mark.parametrize("code", ["0", "3", "-3", -3, 0])
def test_already_there_and_ours_becomes_an_update(switched: Bench, code: object) -> None:
    switched.bus.switches.exists_code = code
    one = dossier()
    switched.adapter().deliver(one)
    switched.memory.kept.clear()  # restored from an older copy: nothing is remembered
    mended = replace(one, facts=replace(one.facts, note="Gấp"))
    assert switched.adapter().deliver(mended).answer.kind is AnswerKind.ACCEPTED
    kept = switched.bus.dossiers[one.official_code]
    assert kept.updated == 1
    assert "Gấp" in kept.fields["TrichYeuHoSo"]


def test_already_there_and_somebody_elses_is_left_to_a_person(switched: Bench) -> None:
    one = dossier()
    other = {"MaHoSo": one.official_code, "MaTTHC": CODE, "ChuHoSo": "Trần Văn Khác",
             "NgayTiepNhan": "20261120080000", "TrangThaiHoSo": "4"}  # fmt: skip
    switched.bus.put(other)
    answer = switched.adapter().deliver(one).answer
    assert answer.kind is AnswerKind.CONFLICT
    assert answer.fields == ("tên chủ hồ sơ", "ngày giờ tiếp nhận")
    assert switched.bus.dossiers[one.official_code].fields == other
    assert switched.bus.steps == []
    assert switched.adapter().deliver(one).answer.kind is AnswerKind.CONFLICT
    assert switched.bus.dossiers[one.official_code].fields == other


def test_already_there_and_not_shown_is_unknown_for_a_person(switched: Bench) -> None:
    one = dossier()
    switched.bus.put({"MaHoSo": one.official_code, "ChuHoSo": "Trần Văn Khác"})
    switched.bus.switches.look_up = "empty"
    answer = switched.adapter().deliver(one).answer
    assert answer.kind is AnswerKind.UNDECIDED
    switched.bus.switches.look_up = ""
    switched.bus.switches.columns = ("MaHoSo", "TrangThaiHoSo")
    answer = switched.adapter().deliver(one).answer
    assert answer.kind is AnswerKind.UNDECIDED
    assert "tên chủ hồ sơ" in answer.sentence
    assert switched.bus.dossiers[one.official_code].fields["ChuHoSo"] == "Trần Văn Khác"


def test_ours_that_is_gone_there_is_created_again(switched: Bench) -> None:
    adapter, one = switched.adapter(), dossier()
    adapter.deliver(one)
    switched.later(hours=1)
    switched.bus.dossiers.clear()
    assert adapter.read_back(one).answer.kind is AnswerKind.REFUSED
    assert adapter.deliver(one).answer.good
    assert switched.bus.codes() == {one.official_code}


def test_an_update_keeps_the_status_that_the_portal_owns(switched: Bench) -> None:
    adapter, one = switched.adapter(), dossier()
    adapter.deliver(one)
    switched.bus.move(one.official_code, "4")
    assert adapter.deliver(renamed(one, "Nguyễn Thị Ảnh", revision=1)).answer.good
    kept = switched.bus.dossiers[one.official_code].fields
    assert (kept["ChuHoSo"], kept["TrangThaiHoSo"]) == ("Nguyễn Thị Ảnh", "4")
    answer, remote = adapter.look(one.uid)
    assert answer.good
    assert remote is not None
    assert remote.status is not None
    assert remote.status.name == "PROCESSING"


def test_a_status_unknown_to_the_table_is_kept_as_it_is(switched: Bench) -> None:
    adapter, one = switched.adapter(), dossier()
    adapter.deliver(one)
    switched.bus.move(one.official_code, "17")
    _, remote = adapter.look(one.uid)
    assert remote is not None
    assert (remote.status, remote.status_raw) == (None, "17")


# H.2.4: validation, lengths, codes


def test_a_refusal_names_the_field(switched: Bench) -> None:
    answer = switched.adapter().deliver(renamed(dossier(), "Người Hỏng")).answer
    assert answer.kind is AnswerKind.REFUSED
    assert answer.fields == ("tên chủ hồ sơ",)
    assert not answer.changing


def test_one_poisoned_among_many_stops_nobody(switched: Bench) -> None:
    adapter = switched.adapter()
    many = [dossier() for _ in range(40)]
    many[7] = renamed(many[7], "Người Hỏng")
    kinds = [adapter.deliver(one).answer.kind for one in many]
    assert kinds.count(AnswerKind.ACCEPTED) == 39
    assert kinds[7] is AnswerKind.REFUSED
    assert switched.bus.codes() == {one.official_code for one in many} - {many[7].official_code}


def test_texts_too_long_are_cut_logged_without_what_they_say_and_told(
    switched: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    everything_shown(switched)
    secret = "chuyện riêng "
    note, officer = secret * 200, "Lê Thị " + "Rất Dài " * 10
    one = dossier()
    one = replace(one, facts=replace(one.facts, note=note), steps=(step(one.uid, 1, officer),))
    adapter = switched.adapter()
    with caplog.at_level("INFO"):
        assert adapter.deliver(one).answer.good
    kept = switched.bus.dossiers[one.official_code].fields
    assert len(kept["TrichYeuHoSo"]) <= 995
    assert len(switched.bus.steps[0]["NguoiXuLy"]) <= 50
    back = adapter.read_back(one)
    assert (back.differing(), back.unseen) == ((), ())
    assert back.notes == ("Đã cắt ngắn: trích yếu.",)
    assert "TrichYeuHoSo cut from" in caplog.text
    assert "NguoiXuLy cut from" in caplog.text
    assert secret.strip() not in caplog.text
    assert "Rất Dài" not in caplog.text


def test_a_dossier_without_an_official_code_waits_and_nothing_is_asked(switched: Bench) -> None:
    one = dossier(official_code="", provisional_code="TAM-1-261123-0001")
    answer = switched.adapter().deliver(one).answer
    assert answer.kind is AnswerKind.NO_CODE_YET
    assert "chưa có mã chính thức" in answer.sentence
    assert switched.bus.calls == []


def test_a_procedure_that_the_catalogue_lacks_is_told(switched: Bench) -> None:
    answer = switched.adapter().deliver(dossier(procedure_code="9.999999")).answer
    assert answer.kind is AnswerKind.NOT_OFFERED
    assert "9.999999" in answer.sentence
    assert "DongBoHoSoMC" not in switched.bus.calls


def test_a_code_that_the_table_lacks_is_never_guessed(switched: Bench) -> None:
    adapter, one = switched.adapter(), dossier()
    adapter.codes = replace(
        adapter.codes,
        lines=tuple(line for line in adapter.codes.lines if line.kind.value != "applicant"),
    )
    answer = adapter.deliver(one).answer
    assert answer.kind is AnswerKind.NOT_OFFERED
    assert "applicant, citizen" in answer.sentence
    assert switched.bus.codes() == set()


def test_what_the_message_has_no_field_for_stands_in_words(switched: Bench) -> None:
    one = dossier(provisional_code="TAM-1-261123-0009")
    sender = Submitter(Person("Trần Văn Nộp"), authority="Giấy ủy quyền")
    assert (
        switched.adapter()
        .deliver(replace(one, facts=replace(one.facts, submitter=sender)))
        .answer.good
    )
    kept = switched.bus.dossiers[one.official_code].fields
    assert "TAM-1-261123-0009" in kept["GhiChu"]
    assert "8.000" in kept["GhiChu"]
    assert "Trần Văn Nộp" in kept["ThongTinKhac"]
    assert "Thôn 1" in kept["ThongTinKhac"]
    assert kept["DanhSachLePhi"] == []  # no national code of the fee is known
    assert kept["DinhDanhCHS"] == [{"LoaiDinhDanh": "1", "SoDinhDanh": "038196000001"}]
    assert kept["NgayTiepNhan"] == "20261123090000"


# H.2.5 and H.2.9: steps


def test_each_step_goes_as_its_own_officer_in_order_ten_at_most_at_once(switched: Bench) -> None:
    one = dossier()
    officers = ["Lê Thị Thử", "Phạm Văn Sửa"]
    steps = tuple(step(one.uid, number, officers[number % 2]) for number in range(1, 24))
    assert switched.adapter().deliver(replace(one, steps=steps)).answer.good
    kept = switched.bus.steps
    assert [row["NguoiXuLy"] for row in kept] == [officers[n % 2] for n in range(1, 24)]
    assert [row["ThoiDiemXuLy"] for row in kept] == sorted(row["ThoiDiemXuLy"] for row in kept)
    assert switched.bus.calls.count("CapNhatTienDoHoSoMC") == 3


def test_a_failed_second_of_three_calls_goes_on_there_and_repeats_nothing(
    switched: Bench,
) -> None:
    switched.bus.switches.refuse_steps = (2,)
    one = dossier()
    one = replace(one, steps=tuple(step(one.uid, number) for number in range(1, 26)))
    adapter = switched.adapter()
    answer = adapter.deliver(one).answer
    assert answer.kind is AnswerKind.REFUSED
    assert "nội dung xử lý" in answer.fields
    assert len(switched.bus.steps) == 10
    assert switched.adapter().deliver(one).answer.good
    assert [row["NoiDungXuLy"] for row in switched.bus.steps] == [one.text for one in one.steps]


def test_attachments_are_no_steps(switched: Bench) -> None:
    one = dossier()
    files = step(one.uid, 2, kind=EventKind.ATTACHED, text="Đính kèm")
    switched.adapter().deliver(replace(one, steps=(*one.steps, files)))
    assert len(switched.bus.steps) == 1


@pytest.mark.parametrize("progress", [True, False])
def test_steps_whose_answer_got_lost_are_looked_for_and_never_sent_blindly_again(
    switched: Bench, progress: bool
) -> None:
    switched.bus.switches.progress = progress
    switched.bus.switches.columns = None
    switched.bus.switches.lose_service = "CapNhatTienDoHoSoMC"
    switched.bus.switches.lose_after = 1
    one = dossier()
    first = switched.adapter().deliver(one).answer
    assert (first.kind, first.changing) == (AnswerKind.LOST, True)
    adapter = switched.adapter()
    assert adapter.deliver(one).answer.good
    assert adapter.deliver(one).answer.good
    assert len(switched.bus.steps) == 1
    back = adapter.read_back(one)
    assert back.differing() == ()
    assert back.unseen == (() if progress else (PROGRESS,))
    told = " ".join(back.notes)
    assert ("không kiểm chứng được" in told) is not progress


def test_steps_that_never_arrived_are_sent_once_the_look_up_shows_it(switched: Bench) -> None:
    switched.bus.switches.progress = True
    switched.bus.switches.lose_service = "CapNhatTienDoHoSoMC"
    switched.bus.switches.lose_before = 1
    one = dossier()
    assert switched.adapter().deliver(one).answer.kind is AnswerKind.LOST
    assert switched.adapter().deliver(one).answer.kind is AnswerKind.NOT_SHOWN_YET
    switched.later(minutes=11)
    assert switched.adapter().deliver(one).answer.good
    assert len(switched.bus.steps) == 1


# H.2.6, H.4.1: lost answers and a program killed


@pytest.mark.parametrize("lost", ["lose_before", "lose_after"])
def test_a_lost_answer_ends_in_one_dossier(switched: Bench, lost: str) -> None:
    switched.bus.switches.lose_service = "DongBoHoSoMC"
    setattr(switched.bus.switches, lost, 1)
    one = dossier()
    answer = switched.adapter().deliver(one).answer
    assert (answer.kind, answer.changing) == (AnswerKind.LOST, True)
    adapter = switched.adapter()
    assert adapter.deliver(replace(one, ask_first=True)).answer.good
    assert switched.bus.codes() == {one.official_code}
    assert switched.bus.dossiers[one.official_code].created == 1
    assert len(switched.bus.steps) == 1
    assert adapter.read_back(one).differing() == ()


def test_stored_and_answered_too_late_is_lost_and_found_again(switched: Bench) -> None:
    switched.stall = 0.3
    adapter, one = switched.adapter(), dossier()
    adapter.reach()
    switched.bus.switches.stall = 0.8
    assert adapter.deliver(one).answer.kind is AnswerKind.LOST
    switched.bus.switches.stall = 0.0
    assert adapter.deliver(one).answer.good
    assert switched.bus.codes() == {one.official_code}


def test_a_correction_after_a_lost_create_is_still_known_as_ours(switched: Bench) -> None:
    switched.bus.switches.lose_service = "DongBoHoSoMC"
    switched.bus.switches.lose_after = 1
    one = dossier()
    switched.adapter().deliver(one)
    mended = renamed(one, "Nguyễn Thị Ảnh", revision=1, ask_first=True)
    assert switched.adapter().deliver(mended).answer.good
    assert switched.bus.dossiers[one.official_code].fields["ChuHoSo"] == "Nguyễn Thị Ảnh"


@pytest.mark.parametrize("at", range(6))
def test_killed_at_any_write_of_its_memory_it_ends_in_one_dossier(switched: Bench, at: int) -> None:
    everything_shown(switched)
    one, left = dossier(), [at]
    remember = switched.memory.remember

    class Killed(BaseException):
        pass

    def dying(key: str, value: str) -> None:
        if not left[0]:
            raise Killed
        left[0] -= 1
        remember(key, value)

    switched.memory.remember = dying  # type: ignore[method-assign]
    with contextlib.suppress(Killed):
        switched.adapter().deliver(one)
    switched.memory.remember = remember  # type: ignore[method-assign]
    adapter = switched.adapter()
    again = replace(one, ask_first=True)
    answer = adapter.deliver(again).answer
    if answer.kind is AnswerKind.NOT_SHOWN_YET:
        switched.later(minutes=11)
        answer = adapter.deliver(again).answer
    assert answer.good, answer
    assert switched.bus.codes() == {one.official_code}
    assert len(switched.bus.steps) == 1
    back = adapter.read_back(one)
    assert (back.differing(), back.unseen) == ((), ())


# H.2.7: files


def test_files_are_never_sent_and_it_is_said(switched: Bench) -> None:
    adapter, one = switched.adapter(), dossier()
    adapter.deliver(one)
    assert adapter.capabilities.attachments == "url"
    assert "TaiLieuNop" not in switched.bus.dossiers[one.official_code].fields
    assert switched.bus.asked_files == []
    answer = adapter.put_file(one, None).answer  # type: ignore[arg-type]
    assert "Không gửi được tệp qua cổng này" in answer.sentence


# H.2.8: the look-up


@pytest.mark.parametrize("how", ["error", "empty", "unreadable", "no_result"])
def test_a_look_up_that_cannot_tell_is_never_absent(switched: Bench, how: str) -> None:
    adapter, one = switched.adapter(), dossier()
    adapter.deliver(one)
    switched.bus.switches.look_up = how
    told = {"empty": AnswerKind.NOT_SHOWN_YET}
    assert adapter.read_back(one).answer.kind is told.get(how, AnswerKind.UNREADABLE)
    assert adapter.look(one.uid)[1] is None
    switched.later(hours=1)
    assert adapter.deliver(renamed(one, "Nguyễn Thị Ảnh", revision=1)).answer.good
    assert switched.bus.codes() == {one.official_code}
    assert switched.bus.dossiers[one.official_code].created == 1


def test_nothing_found_may_be_said_as_an_error(switched: Bench) -> None:
    switched.bus.switches.absent_says = "error"
    adapter, one = switched.adapter(), dossier(ask_first=True)
    assert adapter.deliver(one).answer.good
    del switched.bus.dossiers[one.official_code]
    assert adapter.read_back(one).answer.kind is AnswerKind.NOT_SHOWN_YET
    switched.later(hours=1)
    assert adapter.read_back(one).answer.kind is AnswerKind.REFUSED


def test_a_look_up_that_lags_is_waited_for(switched: Bench) -> None:
    switched.bus.switches.lag = 120
    adapter, one = switched.adapter(), dossier()
    assert adapter.deliver(one).answer.good
    assert adapter.read_back(one).answer.kind is AnswerKind.NOT_SHOWN_YET
    switched.later(minutes=3)
    assert adapter.read_back(one).answer.good
    assert adapter.read_back(one).differing() == ()


def test_a_lost_create_under_a_lagging_look_up_is_waited_for(switched: Bench) -> None:
    switched.bus.switches.lag = 120
    switched.bus.switches.lose_service = "DongBoHoSoMC"
    switched.bus.switches.lose_after = 1
    one = dossier()
    assert switched.adapter().deliver(one).answer.kind is AnswerKind.LOST
    assert switched.adapter().deliver(one).answer.kind is AnswerKind.NOT_SHOWN_YET
    switched.later(minutes=3)
    assert switched.adapter().deliver(one).answer.good
    assert switched.bus.codes() == {one.official_code}


def test_green_only_speaks_of_what_is_shown(switched: Bench) -> None:
    adapter, one = switched.adapter(), dossier()
    adapter.deliver(one)
    back = adapter.read_back(one)
    assert back.differing() == ()
    assert {"giấy tờ", "địa chỉ và người nộp", PROGRESS} <= set(back.unseen)
    assert "tên chủ hồ sơ" in back.expected
    everything_shown(switched)
    back = adapter.read_back(one)
    assert (back.differing(), back.unseen, back.notes) == ((), (), ())
    assert "giấy tờ" in back.expected


@pytest.mark.parametrize("fault", ["drop", "tamper"])
def test_said_taken_and_not_kept_as_sent_is_seen(switched: Bench, fault: str) -> None:
    setattr(switched.bus.switches, fault, 1)
    adapter, one = switched.adapter(), dossier(steps=())
    one = replace(one, steps=())
    assert adapter.deliver(one).answer.good
    switched.later(hours=1)
    back = adapter.read_back(one)
    if fault == "drop":
        assert back.answer.kind is AnswerKind.REFUSED
    else:
        assert back.differing() == ("tên chủ hồ sơ",)
    assert adapter.deliver(replace(one, ask_first=True)).answer.good
    assert adapter.read_back(one).differing() == ()


# H.2.10: clocks


def test_the_clock_of_the_bus_is_told_and_our_times_stand(switched: Bench) -> None:
    switched.bus.switches.skew = switched.bus.switches.skew.__class__(days=-1)
    adapter, one = switched.adapter(), dossier()
    assert adapter.clock_offset() is None
    adapter.deliver(one)
    offset = adapter.clock_offset()
    assert offset is not None
    assert abs(offset.total_seconds() + 86_400) < 5
    assert switched.bus.dossiers[one.official_code].fields["NgayTiepNhan"] == "20261123090000"


def test_a_desk_clock_that_jumps_back_only_costs_a_sign_in(switched: Bench) -> None:
    adapter = switched.adapter()
    adapter.deliver(dossier())
    switched.later(days=-3650)
    assert adapter.deliver(dossier()).answer.good
    assert switched.bus.logins == 2


# H.2.11: the catalogue


def test_the_catalogue_is_read_with_every_case_of_papers(switched: Bench) -> None:
    answer, procedures = switched.adapter().procedures()
    assert answer.good
    by_code = {one.code: one.columns for one in procedures}
    assert set(by_code) == set(switched.bus.procedures)
    one = by_code[CODE]
    assert (one["field"], one["published"]) == ("Hộ tịch", "yes")
    assert one["limit_text"] == "trực tiếp: 3 Ngày làm việc"
    assert len(one["papers"].splitlines()) == 3
    assert "[Nộp thay]" in one["papers"]


def test_a_procedure_closed_or_gone_since_is_seen(switched: Bench) -> None:
    switched.bus.procedures["2.000635"]["TRANGTHAI"] = "0"
    del switched.bus.procedures["1.014027"]
    _, procedures = switched.adapter().procedures()
    assert {one.code: one.columns["published"] for one in procedures} == {
        CODE: "yes",
        "2.000635": "no",
    }


def test_a_field_that_changed_since_reception_is_asked_for_again(switched: Bench) -> None:
    adapter = switched.adapter()
    adapter.deliver(dossier())
    switched.bus.procedures[CODE]["LINHVUCTHUCHIEN"][0]["MALINHVUC"] = "G-mới"
    one = dossier()
    refused = adapter.deliver(one).answer
    assert (refused.kind, refused.fields) == (AnswerKind.REFUSED, ("mã lĩnh vực",))
    assert adapter.deliver(one).answer.good


# H.2.12: rate control


@pytest.mark.parametrize(
    ("switch", "kind"),
    [
        ("too_fast", AnswerKind.TOO_FAST),
        ("busy", AnswerKind.TOO_FAST),
        ("down", AnswerKind.PORTAL_DOWN),
    ],
)
def test_a_busy_bus_is_told_from_a_refusal(switched: Bench, switch: str, kind: AnswerKind) -> None:
    adapter, one = switched.adapter(), dossier()
    adapter.reach()
    setattr(switched.bus.switches, switch, 1)
    answer = adapter.deliver(one).answer
    assert answer.kind is kind
    if kind is AnswerKind.TOO_FAST:
        assert answer.retry_after is not None
        assert answer.retry_after.total_seconds() == 7
    assert adapter.deliver(one).answer.good


def test_no_right_to_write_is_told(switched: Bench) -> None:
    switched.bus.switches.no_right = True
    assert switched.adapter().deliver(dossier()).answer.kind is AnswerKind.FORBIDDEN


# H.4: the rest


def test_two_of_one_procedure_and_officer_never_merge(switched: Bench) -> None:
    adapter = switched.adapter()
    one, two = dossier(), renamed(dossier(), "Trần Thị Hai")
    adapter.deliver(one)
    adapter.deliver(two)
    names = {kept.fields["ChuHoSo"] for kept in switched.bus.dossiers.values()}
    assert names == {"Nguyễn Thị Ánh", "Trần Thị Hai"}


def test_three_days_offline_keep_their_dates_and_codes(switched: Bench) -> None:
    one = dossier()
    switched.later(days=3)
    assert switched.adapter().deliver(one).answer.good
    kept = switched.bus.dossiers[one.official_code].fields
    assert kept["NgayTiepNhan"] == "20261123090000"
    assert kept["NgayHenTra"] == "20261123170000"


def test_an_ordinary_dossier_costs_two_requests_and_one_to_prove_it(switched: Bench) -> None:
    adapter = switched.adapter()
    adapter.deliver(dossier())
    switched.bus.calls.clear()
    one = dossier()
    adapter.deliver(one)
    adapter.read_back(one)
    assert switched.bus.calls == ["DongBoHoSoMC", "CapNhatTienDoHoSoMC", "TraCuuHoSo"]


def test_nothing_paid_is_no_fee(switched: Bench) -> None:
    one = dossier()
    switched.adapter().deliver(replace(one, facts=replace(one.facts, fee=FeePaid())))
    assert "Phí" not in switched.bus.dossiers[one.official_code].fields["GhiChu"]
