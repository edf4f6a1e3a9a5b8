"""What an office can set, each declared once: key, reader, default, label, help.

The texts are the contract (`settings set KEY VALUE`, the table ``setting``); the typed value is
what the program uses. Whatever the law leaves open or could not be checked says so in its help
and stays the office's own choice.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date
from itertools import pairwise
from typing import Any

from receptiondesk.domain.clock_guard import JUMP_DAYS
from receptiondesk.domain.errors import Problem, Refused
from receptiondesk.domain.numbering import NumberRange
from receptiondesk.domain.print_choices import (
    NO_CHOICES,
    NO_OFFSETS,
    Choices,
    Offsets,
    read_choices,
    read_offsets,
    write_choices,
    write_offsets,
)
from receptiondesk.domain.workdays import OfficeCalendar, OfficeHours
from receptiondesk.settings import parsing

__all__ = ["Setting", "Settings", "change", "declared", "declared_by"]

_UNCHECKED = " Chưa kiểm chứng được với văn bản gốc; cơ quan có thể sửa."
_NO_DAYS: Mapping[date, str] = {}
_NO_RANGES: Mapping[int, NumberRange] = {}


@dataclass(frozen=True, slots=True)
class Setting:
    """One declaration.

    ``parse`` reads a text and raises Refused with a sentence; ``write`` gives the text back;
    ``label`` and ``help`` are Vietnamese, for the screen and ``settings show``. ``fixed`` means
    chosen once at set-up.
    """

    key: str
    parse: Callable[[str], Any]
    write: Callable[[Any], str]
    default: Any
    label: str
    help: str
    fixed: bool = False


@dataclass(frozen=True, slots=True)
class _Reader:
    parse: Callable[[str], Any] = parsing.line
    write: Callable[[Any], str] = str


_LINE = _Reader()
_NEEDED = _Reader(parsing.needed_line)
_URL = _Reader(parsing.url)
_DAYS = _Reader(parsing.dated, parsing.write_dated)
_YES_NO = _Reader(parsing.yes_no, parsing.write_yes_no)


def _setting(
    default: Any,  # noqa: ANN401 - each setting has a type of its own
    reader: _Reader,
    label: str,
    help_vi: str,
    *,
    fixed: bool = False,
) -> Any:  # noqa: ANN401 - a dataclass field
    return field(
        default_factory=lambda: default,
        metadata={"declared": (default, reader, label, help_vi, fixed)},
    )


@dataclass(frozen=True)
class Settings:
    """The office's choices, typed and checked; every field is one declaration."""

    org_code: str = _setting(
        "",
        _Reader(parsing.org_code),
        "Mã định danh cơ quan",
        "Mã theo Quyết định 20/2020/QĐ-TTg, đứng đầu mã hồ sơ, ví dụ H56.14.",
    )
    org_name: str = _setting("", _NEEDED, "Tên cơ quan", "Tên in trên giấy tiếp nhận và niêm yết.")
    parent_org: str = _setting(
        "", _LINE, "Cơ quan chủ quản", "Dòng trên cùng bên trái của giấy in."
    )
    province: str = _setting(
        "", _Reader(parsing.province), "Tỉnh, thành phố", "Mã tỉnh hai chữ số hoặc tên tỉnh."
    )
    place_name: str = _setting(
        "", _LINE, "Địa danh", "Chữ đứng trước “ngày … tháng … năm …” trên giấy in."
    )
    address: str = _setting("", _LINE, "Địa chỉ", "Địa chỉ trụ sở, in trên giấy và niêm yết.")
    phone: str = _setting("", _LINE, "Điện thoại", "Số điện thoại của bộ phận một cửa.")
    hotline: str = _setting(
        "", _LINE, "Đường dây nóng", "Nơi nhận phản ánh, kiến nghị; in trên giấy và niêm yết."
    )
    lookup_url: str = _setting(
        "",
        _URL,
        "Địa chỉ tra cứu",
        "Trang tra cứu hồ sơ; in thành mã QR khi thủ tục chưa có trang.",
    )
    feedback_mailing: str = _setting(
        "",
        _LINE,
        "Địa chỉ thư nhận phản ánh",
        "In trên tờ niêm yết nơi nhận phản ánh, kiến nghị (Điều 13 Nghị định 20/2008/NĐ-CP); "
        "để trống thì tờ đó có dòng chấm để viết tay.",
    )
    feedback_website: str = _setting(
        "", _URL, "Trang thông tin của cơ quan", "In trên tờ niêm yết nơi nhận phản ánh, kiến nghị."
    )
    feedback_email: str = _setting(
        "", _LINE, "Thư điện tử của cơ quan", "In trên tờ niêm yết nơi nhận phản ánh, kiến nghị."
    )
    counter: int = _setting(
        1, _Reader(parsing.counter), "Số quầy", "Mỗi quầy trong cơ quan một số riêng."
    )
    number_range: NumberRange | None = _setting(  # noqa: RUF009 - a field, made by us
        None,
        _Reader(parsing.number_range, parsing.write_number_range),
        "Dải số thứ tự của quầy",
        "Có dải (ví dụ 1-999) thì quầy tự cấp mã chính thức; để trống thì cấp mã tạm TAM-….",
    )
    other_ranges: Mapping[int, NumberRange] = _setting(
        _NO_RANGES,
        _Reader(parsing.other_ranges, parsing.write_other_ranges),
        "Dải số của các quầy khác",
        "Để chương trình không cho trùng số, ví dụ 2: 100-199; 3: 200-299.",
    )
    practice: bool = _setting(
        False,  # noqa: FBT003 - the value itself
        _YES_NO,
        "Dữ liệu thực hành",
        "Mọi màn hình và giấy in đều ghi rõ là thực hành. Chọn một lần khi thiết lập.",
        fixed=True,
    )
    office_hours: OfficeHours = _setting(  # noqa: RUF009 - a field, made by us
        OfficeHours.default(),
        _Reader(parsing.hours, OfficeHours.as_text),
        "Giờ làm việc",
        "Ví dụ T2-T6 07:30-11:30 13:00-17:00; T7 07:30-11:30. Giờ thứ Bảy, Chủ nhật chỉ để tiếp "
        "nhận, không tính vào thời hạn. Do từng tỉnh quy định.",
    )
    days_off: Mapping[date, str] = _setting(
        _NO_DAYS,
        _DAYS,
        "Ngày nghỉ riêng",
        "Ngoài ngày lễ của cả nước, ví dụ 31/12/2026 Tổng kết; 02/01/2027.",
    )
    working_days: Mapping[date, str] = _setting(
        _NO_DAYS,
        _DAYS,
        "Ngày làm bù riêng",
        "Ngày nghỉ mà cơ quan làm việc và tính vào thời hạn, ví dụ 22/08/2026 Làm bù.",
    )
    desk_name: str = _setting(
        "Bộ phận Tiếp nhận và Trả kết quả",
        _NEEDED,
        "Tên bộ phận",
        "Hoặc Trung tâm Phục vụ hành chính công.",
    )
    system_name: str = _setting(
        "Receptiondesk",
        _NEEDED,
        "Tên hệ thống",
        "Hệ thống cung cấp dữ liệu, ghi trong mã QR theo Thông tư 01/2023/TT-VPCP.",
    )
    receipt_title: str = _setting(
        "GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ",
        _NEEDED,
        "Tên mẫu giấy tiếp nhận",
        "Theo Phụ lục I Thông tư 03/2025/TT-VPCP.",
    )
    receipt_form_number: str = _setting(
        "Mẫu số 01", _LINE, "Số hiệu mẫu", "In ở góc giấy tiếp nhận; để trống thì không in."
    )
    receipt_number_suffix: str = _setting(
        "BPTNTKQ",
        _LINE,
        "Ký hiệu sau số giấy",
        "Phần sau dấu gạch của dòng Số: …/…." + _UNCHECKED,
    )
    receipt_paper: str = _setting(
        "a5",
        _Reader(parsing.one_of("a5", "a4", "roll")),
        "Khổ giấy tiếp nhận",
        "a5: mỗi tờ một liên; a4: hai liên trên một tờ, có đường cắt; roll: giấy cuộn 80 mm.",
    )
    mask_personal_number: bool = _setting(
        False,  # noqa: FBT003 - the value itself
        _YES_NO,
        "Che số định danh trong mã QR",
        "Thông tư 01/2023/TT-VPCP liệt kê mã định danh trong nội dung mã QR; che đi để giấy bị "
        "rơi không lộ số." + _UNCHECKED,
    )
    clock_jump_days: int = _setting(
        JUMP_DAYS,
        _Reader(parsing.days),
        "Giờ máy nhảy quá số ngày",
        "Đồng hồ máy chỉ sau việc ghi gần nhất quá số ngày này thì chờ cán bộ xác nhận giờ máy, vì "
        "không quầy nào nghỉ lâu như vậy." + _UNCHECKED,
    )
    silent_share: int = _setting(
        50,
        _Reader(parsing.percent),
        "Cổng im lặng quá số phần trăm",
        "Hồ sơ đã có trên cổng mà tình trạng ở đó không đổi quá số phần trăm này của cả thời hạn "
        "(tính giờ làm việc) thì hiện màu đỏ, từ 1 đến 100." + _UNCHECKED,
    )
    evening_minutes: int = _setting(
        20,
        _Reader(parsing.evening_minutes),
        "Giãn giờ gửi cuối ngày (phút)",
        "Sau giờ đóng cửa, mỗi đơn vị bắt đầu gửi ở một phút riêng trong khoảng này để các xã "
        "không cùng gọi tới cổng một lúc; 0 là gửi ngay khi đóng cửa.",
    )
    printer: str = _setting("", _LINE, "Máy in", "Tên máy in; để trống thì dùng máy in mặc định.")
    print_choices: Choices = _setting(  # noqa: RUF009 - a field, made by us
        NO_CHOICES,
        _Reader(read_choices, write_choices),
        "Cách in từng loại giấy",
        "Máy in, khay, khổ giấy, số bản, hai mặt của từng loại giấy tại quầy này.",
    )
    printer_offsets: Offsets = _setting(  # noqa: RUF009 - a field, made by us
        NO_OFFSETS,
        _Reader(read_offsets, write_offsets),
        "Chỉnh lề từng máy in",
        "Giấy in ra máy nào được dời sang phải, xuống dưới bao nhiêu mm, để khớp mẫu in sẵn; đo "
        "bằng trang có thước.",
    )
    scanner_folder: str = _setting(
        "",
        _LINE,
        "Thư mục máy quét",
        "Thư mục mà máy quét ghi tệp vào. Tệp mới quét xong được mời gắn vào giấy tờ của hồ sơ "
        "đang mở; tệp gốc trong thư mục này không bị xóa. Để trống thì không theo dõi.",
    )

    link_hosts: tuple[str, ...] = _setting(
        (),
        _Reader(parsing.hosts, ", ".join),
        "Máy chủ được dò địa chỉ mã QR",
        "Chỉ các máy chủ này được hỏi khi dò địa chỉ in trong mã QR của tờ niêm yết, ví dụ "
        "dichvucong.gov.vn, *.thanhhoa.gov.vn. Để trống thì không hỏi máy chủ nào.",
    )
    link_delay: int = _setting(
        2,
        _Reader(parsing.pause),
        "Giãn cách khi dò địa chỉ (giây)",
        "Nghỉ giữa hai lần hỏi cùng một máy chủ, từ 0 đến 60 giây.",
    )
    link_days: int = _setting(
        7,
        _Reader(parsing.days_between),
        "Tự dò địa chỉ mỗi mấy ngày",
        "Khi có mạng, mỗi địa chỉ được tự hỏi lại sau từng ấy ngày, từ 1 đến 90; 0 là không tự "
        "dò. Ở chế độ thực hành không tự dò.",
    )

    def calendar(self) -> OfficeCalendar:
        """Return the office's hours and exceptions as the rule that counts days."""
        return OfficeCalendar(self.office_hours, self.days_off, self.working_days)

    @classmethod
    def from_texts(cls, texts: Mapping[str, str]) -> "Settings":
        """Build from stored texts; what is missing keeps its default, unknown keys are ignored.

        Raises:
            Refused: a text that its setting does not accept, with the key as field.
        """
        values = {
            setting.key: _parsed(setting, texts[setting.key])
            for setting in declared()
            if setting.key in texts
        }
        return cls(**values)

    def as_texts(self) -> dict[str, str]:
        """Return every setting as the text that `from_texts` reads."""
        return {setting.key: setting.write(getattr(self, setting.key)) for setting in declared()}


def declared() -> tuple[Setting, ...]:
    """Return every declaration in the order in which an office meets them."""
    return _DECLARED


def declared_by(key: str) -> Setting:
    """Return one declaration.

    Raises:
        Refused: unknown_setting.
    """
    for setting in _DECLARED:
        if setting.key == key:
            return setting
    message = f"Không có mục thiết lập “{key[:60]}”. Xem danh sách bằng lệnh settings show."
    raise Refused(Problem(key, "unknown_setting", message))


def change(settings: Settings, key: str, text: str) -> Settings:
    """Return the settings with one of them read anew from a text.

    Raises:
        Refused: unknown_setting; fixed_setting for what is chosen once at set-up; overlapping
            ranges of counters; or what the setting's own reader says. The field is the key.
    """
    setting = declared_by(key)
    value = _parsed(setting, text)
    if setting.fixed and value != getattr(settings, key):
        message = (
            f"“{setting.label}” được chọn một lần khi thiết lập và không đổi được nữa. "
            "Muốn khác đi, xin thiết lập một thư mục dữ liệu mới."
        )
        raise Refused(Problem(key, "fixed_setting", message))
    changed = replace(settings, **{key: value})
    check_ranges(key, changed.counter, changed.number_range, changed.other_ranges)
    return changed


def check_ranges(
    key: str, counter: int, own: NumberRange | None, others: Mapping[int, NumberRange]
) -> None:
    """Refuse ranges of two counters that share a number (law 5 of the house).

    Raises:
        Refused: overlapping_range, with ``key`` as field.
    """
    ranges = {other: found for other, found in others.items() if other != counter}
    if own is not None:
        ranges[counter] = own
    ordered = sorted(ranges.items(), key=lambda item: item[1].first)
    for (one, first), (two, second) in pairwise(ordered):
        if first.overlaps(second):
            message = (
                f"Dải số {first} của quầy {one} trùng với dải số {second} của quầy {two}. "
                "Xin chọn hai dải không có số chung."
            )
            raise Refused(Problem(key, "overlapping_range", message))


def _parsed(setting: Setting, text: str) -> Any:  # noqa: ANN401 - each has its own type
    try:
        return setting.parse(text)
    except Refused as refused:
        problems = (Problem(setting.key, p.code, p.message) for p in refused.problems)
        raise Refused.of(problems) from refused


def _declaration(name: str, told: tuple[Any, _Reader, str, str, bool]) -> Setting:
    default, reader, label, help_vi, fixed = told
    return Setting(name, reader.parse, reader.write, default, label, help_vi, fixed)


_DECLARED = tuple(_declaration(one.name, one.metadata["declared"]) for one in fields(Settings))
