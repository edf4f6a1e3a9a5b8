"""What a portal's reply means: its kind, one Vietnamese sentence, one proposed act, the raw reply.

Errors are not where HTTP says they are (portals.md 0.1 finding 3), so an adapter turns every
reply into an ``Answer`` of a known kind and keeps the raw reply beside it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum

RAW_LIMIT = 4_000


class AnswerKind(StrEnum):
    """Everything a portal's reply can mean to the outbox; each is treated in its own way."""

    ACCEPTED = "accepted"
    ALREADY_EQUAL = "already_equal"
    REFUSED = "refused"
    NOT_OFFERED = "not_offered"
    CONFLICT = "conflict"
    DRAFT_IN_THE_WAY = "draft_in_the_way"
    CANNOT_CANCEL = "cannot_cancel"
    STEPS_REFUSED = "steps_refused"
    AUTH = "auth"
    FORBIDDEN = "forbidden"
    OFFLINE = "offline"
    NAME_NOT_FOUND = "name_not_found"
    PORTAL_DOWN = "portal_down"
    NOT_THE_PORTAL = "not_the_portal"
    CERTIFICATE = "certificate"
    UNREADABLE = "unreadable"
    LOST = "lost"
    TOO_FAST = "too_fast"
    TOO_LARGE = "too_large"
    UNDECIDED = "undecided"
    NO_CODE_YET = "no_code_yet"
    NOT_SHOWN_YET = "not_shown_yet"
    ASKED_OF_ANOTHER = "asked_of_another"


#: One sentence and one act per kind: (what happened and what is safe, what to do now).
WORDS: Mapping[AnswerKind, tuple[str, str]] = {
    AnswerKind.ACCEPTED: ("Cổng đã nhận hồ sơ.", "Không cần làm gì."),
    AnswerKind.ALREADY_EQUAL: ("Cổng đã có hồ sơ này với đúng nội dung.", "Không cần làm gì."),
    AnswerKind.REFUSED: (
        "Cổng không nhận nội dung của hồ sơ; hồ sơ vẫn giữ nguyên tại máy.",
        "Xem lại nội dung, sửa hồ sơ rồi gửi lại.",
    ),
    AnswerKind.NOT_OFFERED: (
        "Cổng chưa mở thủ tục này cho đơn vị; hồ sơ vẫn giữ nguyên tại máy.",
        "Nhờ quản trị cổng mở thủ tục, hoặc khai bảng đối chiếu trong phần thiết lập cổng.",
    ),
    AnswerKind.CONFLICT: (
        "Trên cổng đã có dữ liệu khác trùng với hồ sơ này; chưa ghi đè gì.",
        "So sánh với hồ sơ trên cổng rồi quyết định sửa bên nào.",
    ),
    AnswerKind.DRAFT_IN_THE_WAY: (
        "Tài khoản đang có một bản nháp khác cùng thủ tục trên cổng; chưa ghi gì vào bản nháp đó.",
        "Mở cổng, hoàn tất hoặc xóa bản nháp rồi gửi lại.",
    ),
    AnswerKind.CANNOT_CANCEL: (
        "Cổng không cho rút hồ sơ này từ quầy; tại máy hồ sơ đã được hủy.",
        "Rút hồ sơ trực tiếp trên cổng rồi ghi nhận lý do tại đây.",
    ),
    AnswerKind.STEPS_REFUSED: (
        "Cổng đã nhận hồ sơ nhưng không nhận tiến độ xử lý của hồ sơ.",
        "Mở cổng ghi tiến độ vào hồ sơ rồi chọn “đã có trên cổng”, hoặc gửi lại khi cổng đã nhận.",
    ),
    AnswerKind.AUTH: (
        "Cổng không nhận tài khoản hoặc mật khẩu; hồ sơ vẫn giữ nguyên tại máy.",
        "Nhập lại mật khẩu cổng trong phần thiết lập.",
    ),
    AnswerKind.FORBIDDEN: (
        "Tài khoản cổng chưa được quyền làm việc này; hồ sơ vẫn giữ nguyên tại máy.",
        "Nhờ quản trị cổng cấp quyền tiếp nhận cho tài khoản.",
    ),
    AnswerKind.OFFLINE: (
        "Chưa kết nối được tới cổng; hồ sơ vẫn giữ nguyên tại máy.",
        "Không cần làm gì, chương trình tự gửi khi có mạng.",
    ),
    AnswerKind.NAME_NOT_FOUND: (
        "Không tìm thấy tên máy chủ của cổng trên mạng; hồ sơ vẫn giữ nguyên tại máy.",
        "Xem lại địa chỉ cổng trong phần thiết lập; nếu đúng thì báo người phụ trách mạng.",
    ),
    AnswerKind.PORTAL_DOWN: (
        "Cổng đang bận hoặc gặp sự cố; hồ sơ vẫn giữ nguyên tại máy.",
        "Không cần làm gì, chương trình sẽ tự thử lại.",
    ),
    AnswerKind.NOT_THE_PORTAL: (
        "Một trang mạng khác trả lời thay cho cổng; hồ sơ vẫn giữ nguyên tại máy.",
        "Kiểm tra mạng (có thể phải đăng nhập Wi-Fi) và địa chỉ cổng.",
    ),
    AnswerKind.CERTIFICATE: (
        "Chứng chỉ của cổng không hợp lệ với máy này; hồ sơ vẫn giữ nguyên tại máy.",
        "Xem lại ngày giờ của máy; nếu đúng thì báo quản trị cổng xem lại chứng chỉ.",
    ),
    AnswerKind.UNREADABLE: (
        "Cổng trả lời một nội dung không đọc được; hồ sơ vẫn giữ nguyên tại máy.",
        "Chương trình sẽ tự thử lại; nếu kéo dài, báo quản trị cổng.",
    ),
    AnswerKind.LOST: (
        "Đã gửi nhưng chưa nhận được trả lời của cổng.",
        "Không cần làm gì, chương trình sẽ hỏi lại cổng trước khi gửi tiếp.",
    ),
    AnswerKind.TOO_FAST: (
        "Cổng đề nghị gửi chậm lại; hồ sơ vẫn giữ nguyên tại máy.",
        "Không cần làm gì, chương trình sẽ tự thử lại.",
    ),
    AnswerKind.TOO_LARGE: (
        "Cổng không nhận vì quá lớn; bản gốc vẫn giữ nguyên tại máy.",
        "Quét lại nhẹ hơn hoặc tách thành nhiều tệp rồi đính kèm lại.",
    ),
    AnswerKind.UNDECIDED: (
        "Chưa biết cổng đã nhận hay chưa; chương trình không gửi lại để khỏi trùng hồ sơ.",
        "Mở cổng tìm hồ sơ này rồi chọn “đã có trên cổng” hoặc “chưa có, cho gửi lại”.",
    ),
    AnswerKind.NO_CODE_YET: (
        "Hồ sơ chưa có mã chính thức nên chưa gửi gì tới cổng này; hồ sơ vẫn giữ nguyên tại máy.",
        "Chờ một cổng khác cấp mã, hoặc khai dải số của quầy trong phần thiết lập.",
    ),
    AnswerKind.NOT_SHOWN_YET: (
        "Phần tra cứu của cổng chưa hiện hồ sơ này; hồ sơ vẫn giữ nguyên tại máy.",
        "Không cần làm gì, chương trình sẽ xem lại sau ít phút.",
    ),
    AnswerKind.ASKED_OF_ANOTHER: (
        "Tệp này chờ cán bộ quyết định về một tệp khác của cùng hồ sơ; tệp vẫn giữ tại máy.",
        "Trả lời câu hỏi về tệp kia trước, rồi chương trình mới hỏi hoặc gửi tệp này.",
    ),
}

#: What to do instead for a person who only tries the portal and sees to the rest himself.
_ACTS_OF_A_TEST: Mapping[AnswerKind, str] = {
    AnswerKind.OFFLINE: "Xem lại dây mạng hoặc Wi-Fi của máy này rồi kiểm tra lại.",
    AnswerKind.PORTAL_DOWN: (
        "Kiểm tra lại sau ít phút; nếu vẫn vậy, xem lại địa chỉ đã khai hoặc báo quản trị cổng."
    ),
    AnswerKind.UNREADABLE: (
        "Xem lại địa chỉ và loại cổng đã khai (có thể là hệ thống loại khác); nếu đúng, báo quản"
        " trị cổng."
    ),
    AnswerKind.LOST: "Kiểm tra lại; nếu vẫn vậy, báo người phụ trách mạng hoặc quản trị cổng.",
    AnswerKind.TOO_FAST: "Kiểm tra lại sau ít phút.",
}
#: How the sentence begins where the portal holds something else than was sent, or than was proved.
DIFFERS = "Cổng đang giữ khác với"
CHANGED_THERE = "Cổng từng xác nhận đúng"
#: How it begins where a dossier that was there once is shown no more.
GONE_THERE = "Cổng không còn cho thấy hồ sơ này"
#: How it begins where a person is asked of a part of a dossier only: of one file, of its progress.
FILE_IN_QUESTION = "Trên cổng đã có một tệp"
STEPS_IN_QUESTION = "Chưa rõ cổng đã ghi tiến trình của hồ sơ này"
#: How it begins where it may hold something else in what it shows to nobody.
HIDDEN_THERE = "Cổng không cho xem hết hồ sơ này"

_NOTHING_SENT = "; hồ sơ vẫn giữ nguyên tại máy"

#: The portal took it.
GOOD = frozenset({AnswerKind.ACCEPTED, AnswerKind.ALREADY_EQUAL})
#: Only a person can go on; the dossier parks itself and holds only its own followers.
FOR_A_PERSON = frozenset(
    {
        AnswerKind.REFUSED,
        AnswerKind.NOT_OFFERED,
        AnswerKind.CONFLICT,
        AnswerKind.DRAFT_IN_THE_WAY,
        AnswerKind.CANNOT_CANCEL,
        AnswerKind.STEPS_REFUSED,
        AnswerKind.TOO_LARGE,
        AnswerKind.UNDECIDED,
    }
)
#: Nothing more can be sent to this target in this round.
ENDS_ROUND = frozenset(
    {
        AnswerKind.OFFLINE,
        AnswerKind.NAME_NOT_FOUND,
        AnswerKind.CERTIFICATE,
        AnswerKind.AUTH,
        AnswerKind.TOO_FAST,
    }
)
#: Nothing failed: it is only too early. Neither the dossier nor the portal is blamed.
TOO_EARLY = frozenset(
    {AnswerKind.NO_CODE_YET, AnswerKind.NOT_SHOWN_YET, AnswerKind.ASKED_OF_ANOTHER}
)
#: Failures of the line or the account: no fault of the dossier, so they cost it no attempt.
NOT_ITS_FAULT = (ENDS_ROUND - {AnswerKind.TOO_FAST}) | TOO_EARLY


@dataclass(frozen=True, slots=True)
class Answer:
    """What the portal said.

    ``fields`` names the refused or differing fields in Vietnamese; ``raw`` is the reply as it
    came, cut to 4,000 characters and never logged (it may hold personal data); ``detail`` is a
    Vietnamese addition to the sentence; ``instead`` are a sentence and an act that stand in place
    of the kind's own; ``changing`` tells whether the request that failed could have changed the
    portal; ``retry_after`` is what the portal asked for; ``connected`` is false
    when the line never came to stand, so that nothing of ours was sent; ``status`` is the HTTP
    status of a reply that the line itself turned into this answer, 0 when there is none.
    """

    kind: AnswerKind
    raw: str = ""
    fields: tuple[str, ...] = ()
    detail: str = ""
    changing: bool = False
    retry_after: timedelta | None = None
    connected: bool = True
    status: int = 0
    instead: tuple[str, str] | None = None

    @property
    def ends_round(self) -> bool:
        """Return whether nothing more can be sent to this target in this round."""
        return self.kind in ENDS_ROUND or not self.connected

    @property
    def blames_dossier(self) -> bool:
        """Return whether a failure counts as an attempt of the dossier."""
        return self.connected and self.kind not in NOT_ITS_FAULT

    @property
    def good(self) -> bool:
        """Return whether the portal took what was sent."""
        return self.kind in GOOD

    @property
    def sentence(self) -> str:
        """Return one Vietnamese sentence: what happened and what is safe."""
        told = (self.instead or WORDS[self.kind])[0]
        if self.fields:
            told = f"{told.rstrip('.')}: {', '.join(self.fields)}."
        return f"{told} {self.detail}".rstrip()

    @property
    def act(self) -> str:
        """Return the one act proposed to the clerk."""
        return (self.instead or WORDS[self.kind])[1]

    @property
    def words_of_a_test(self) -> str:
        """Return sentence and act for a person who only tries the portal: no dossier is meant."""
        told = self.sentence.replace(_NOTHING_SENT, "")
        if self.kind is AnswerKind.LOST:
            told = f"Cổng chưa trả lời câu hỏi thử. {self.detail}".rstrip()
        return f"{told} {_ACTS_OF_A_TEST.get(self.kind, self.act)}"

    def cut(self) -> "Answer":
        """Return the same answer with the raw reply cut for keeping."""
        return replace(self, raw=self.raw[:RAW_LIMIT])


class NoAnswer(Exception):  # noqa: N818 - a reply of its own kind, told upwards inside one adapter
    """A step could not go on; carries the answer that the whole delivery ends with."""

    def __init__(self, answer: Answer) -> None:
        """Keep the answer."""
        super().__init__(answer.kind.value)
        self.answer = answer
