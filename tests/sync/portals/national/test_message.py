"""What the message says, refuses and has no room for (H.2 points 4, 7)."""

from dataclasses import replace

import pytest

from receptiondesk.domain.walk_in import Person, Submitter
from sync.answers import AnswerKind
from tests.support.portals.national_bench import (
    Bench,
    dossier,
    everything_shown,
    renamed,
    step,
)


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


def test_files_are_never_sent_and_it_is_said(switched: Bench) -> None:
    adapter, one = switched.adapter(), dossier()
    adapter.deliver(one)
    assert adapter.capabilities.attachments == "url"
    assert "TaiLieuNop" not in switched.bus.dossiers[one.official_code].fields
    assert switched.bus.asked_files == []
    answer = adapter.put_file(one, None).answer  # type: ignore[arg-type]
    assert "Không gửi được tệp qua cổng này" in answer.sentence
