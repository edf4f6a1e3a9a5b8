"""What a person is told of a record of which this family of portals leaves something open."""

GONE = "Cổng từng báo đã nhận hồ sơ này với mã {code} nhưng nay không tìm thấy."
ASK_FOR_STEPS = (
    "Chưa rõ cổng đã ghi tiến trình của hồ sơ này hay chưa; hồ sơ thì cổng đã nhận.",
    (
        "Mở hồ sơ trên cổng xem tiến trình: có rồi thì chọn “đã có trên cổng”; chưa có thì chọn"
        " “chưa có, cho gửi lại”, chỉ tiến trình được gửi lại."
    ),
)
