"""A small national catalogue for the double of the bus; papers in two cases."""

from collections.abc import Iterable
from typing import Any

FIELDS = {"1.001193": "Hộ tịch", "2.000635": "Hộ tịch", "1.014027": "Bảo trợ xã hội"}


def procedures_of(codes: Iterable[str] = FIELDS) -> dict[str, dict[str, Any]]:
    """Return the rows of ``LayThuTuc`` for some codes."""
    return {code: _procedure(code, FIELDS.get(code, "Lĩnh vực khác")) for code in codes}


def _procedure(code: str, field_name: str) -> dict[str, Any]:
    paper = {"MAGIAYTO": f"{code}-01", "TENGIAYTO": "Tờ khai", "SOBANCHINH": 1, "SOBANSAO": "0"}
    more = {"MAGIAYTO": f"{code}-02", "TENGIAYTO": "Giấy ủy quyền", "SOBANCHINH": 1}
    way = {
        "KENH": "1",
        "THOIGIAN": [
            {
                "THOIGIANGIAIQUYET": 3,
                "DONVITINH": "Ngày làm việc",
                "PHILEPHI": [{"MAPHILEPHI": "P1", "SOTIEN": 8000, "DONVI": "đồng"}],
            }
        ],
    }
    return {
        "MATTHC": code,
        "TENTTHC": f"Thủ tục {code}",
        "TRANGTHAI": "1",
        "LINHVUCTHUCHIEN": [{"MALINHVUC": _field_code(field_name), "TENLINHVUC": field_name}],
        "CACHTHUCTHUCHIEN": [way],
        "DOITUONGTHUCHIEN": [{"MADOITUONG": "1", "TENDOITUONG": "Công dân Việt Nam"}],
        "KETQUATHUCHIEN": [{"MAKETQUA": "KQ1", "TENKETQUA": "Bản chính"}],
        "THANHPHANHOSO": [
            {"TRUONGHOP": "Nộp trực tiếp", "GIAYTO": [paper]},
            {"TRUONGHOP": "Nộp thay", "GIAYTO": [paper, more]},
        ],
    }


def _field_code(name: str) -> str:
    return f"G-{sum(map(ord, name)) % 1000:03d}"
