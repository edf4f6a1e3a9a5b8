"""What a person is told of a record of which this family of portals leaves something open."""

from sync.answers import FILE_IN_QUESTION, STEPS_IN_QUESTION

GONE = "Cổng từng báo đã nhận hồ sơ này với mã {code} nhưng nay không tìm thấy."
ASK_FOR_STEPS = (
    f"{STEPS_IN_QUESTION} hay chưa; hồ sơ thì cổng đã nhận.",
    (
        "Mở hồ sơ trên cổng xem tiến trình: có rồi thì chọn “đã có trên cổng”; chưa có thì chọn"
        " “chưa có, cho gửi lại”, chỉ tiến trình được gửi lại."
    ),
)
_IS_THERE = (
    f"{FILE_IN_QUESTION} ở giấy “{{paper}}” mà dữ liệu tại máy (vừa khôi phục hoặc chuyển máy)"
    " không nhớ đã gửi; tệp “{name}” của giấy này chưa gửi lại."
)
_WHOSE = (
    "Xin mở hồ sơ trên cổng: nếu đó là tệp “{name}” thì chọn “đã có trên cổng”; nếu không phải thì"
    " chọn “chưa có, cho gửi lại”, chỉ tệp này được gửi."
)


def ask_for_file(name: str, paper: str) -> tuple[str, str]:
    """Return sentence and act of the question whether a file that is there is one of ours."""
    return _IS_THERE.format(name=name, paper=paper), _WHOSE.format(name=name)
