"""What a reply means in this family, word by word."""

import pytest

from sync.answers import AnswerKind, NoAnswer
from sync.portals.server_numbered import replies
from sync.portals.server_numbered.files import sha256_in
from sync.portals.server_numbered.replies import Verdict
from sync.portals.server_numbered.shape import Field, compare, moment
from sync.session import Reply

TWICE = "Mã hồ sơ người dùng thêm đã tồn tại, không thể thêm mới!"


@pytest.mark.parametrize(
    ("status", "data", "raw", "wanted"),
    [
        (201, {"succeeded": True, "failed": False}, "{}", Verdict.WELL),
        (200, {"succeeded": False, "message": "thiếu"}, "{}", Verdict.REFUSED),
        (200, {"succeeded": True, "failed": True}, "{}", Verdict.REFUSED),
        (200, {"code": 200}, "{}", Verdict.WELL),
        (200, {"code": "00"}, "{}", Verdict.WELL),
        (200, {"code": 500, "message": "lỗi"}, "{}", Verdict.REFUSED),
        (200, {"code": "H29.17-261123-0001"}, "{}", Verdict.WELL),
        (200, {"code": 400, "message": TWICE}, "{}", Verdict.THERE_ALREADY),
        (200, {"code": 200, "data": {"GhiChu": "giấy đã tồn tại"}}, "đã tồn tại", Verdict.WELL),
        (200, None, "OK", Verdict.WELL),
        (202, None, "", Verdict.UNKNOWN),
        (204, None, "", Verdict.UNKNOWN),
        (422, None, "", Verdict.REFUSED),
        (400, {"message": "ChuHoSo"}, "{}", Verdict.REFUSED),
        (404, None, "", Verdict.NO_SUCH_CALL),
        (409, None, "", Verdict.THERE_ALREADY),
        (500, None, TWICE, Verdict.THERE_ALREADY),
        (500, None, "Object reference not set", Verdict.UNKNOWN),
    ],
)
def test_a_reply_to_a_write(status: int, data: object, raw: str, wanted: Verdict) -> None:
    assert replies.verdict(Reply(status, data, raw)) is wanted


@pytest.mark.parametrize("status", [400, 500, 502, 202])
def test_a_reading_that_failed_is_never_absent(status: int) -> None:
    with pytest.raises(NoAnswer) as stopped:
        replies.shown(Reply(status, None, "x"))
    assert stopped.value.answer.kind is AnswerKind.UNREADABLE
    assert not replies.shown(Reply(404, None, ""))


@pytest.mark.parametrize(
    ("data", "raw"),
    [({"value": "H29-1"}, ""), ({"data": {"value": "H29-1"}}, ""), ("H29-1", ""), (None, "H29-1")],
)
def test_a_number_is_read_in_each_form_seen(data: object, raw: str) -> None:
    assert replies.number(Reply(200, data, raw)) == "H29-1"


@pytest.mark.parametrize("raw", ["", "hết số hôm nay", "9" * 200])
def test_what_is_no_number_is_not_taken_for_one(raw: str) -> None:
    with pytest.raises(NoAnswer):
        replies.number(Reply(200, None, raw))


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-23T09:00:00",
        "2026-11-23 09:00:00",
        "2026-11-23T09:00:00.000+0700",
        "2026-11-23T02:00:00.000Z",
        "23/11/2026 09:00:00",
        "20261123090000",
    ],
)
def test_one_moment_in_every_form_is_one_moment(text: str) -> None:
    fields = (Field("ngày hẹn trả", ("NgayHenTra",), moment=True),)
    told = compare({"NgayHenTra": "2026-11-23T09:00:00"}, {"ngayHenTra": text}, fields)
    assert told.differing() == ()


def test_a_time_that_cannot_be_read_is_compared_as_it_is() -> None:
    assert moment("hôm nay") is None
    fields = (Field("ngày hẹn trả", ("NgayHenTra",), moment=True),)
    told = compare({"NgayHenTra": "2026-11-23T09:00:00"}, {"NgayHenTra": "hôm nay"}, fields)
    assert told.differing() == ("ngày hẹn trả",)


def test_a_hash_is_read_in_hex_and_in_base64_and_nothing_else() -> None:
    word = "ab" * 32
    assert sha256_in(word.upper()) == word
    assert sha256_in("q6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6s=") == word
    assert sha256_in("d41d8cd98f00b204e9800998ecf8427e") == ""
    assert sha256_in("không") == ""
