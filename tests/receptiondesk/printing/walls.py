"""Every layout of the wall as it comes out, with its foot: for the golden set."""

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from importlib.resources import files

from receptiondesk.domain.needs import read_needs
from receptiondesk.domain.procedures import FeeRule, FeeState, RequiredPaper
from receptiondesk.printing import notices
from receptiondesk.printing.notice_data import NoticeData
from receptiondesk.printing.notice_leaf import Foot
from receptiondesk.printing.notice_page import Paper
from receptiondesk.printing.notices import NoticeKind
from receptiondesk.printing.sheet import Size
from tests.receptiondesk.printing import samples

_NEEDS = read_needs(
    tomllib.loads(files("resources").joinpath("forms", "needs.toml").read_text("utf-8")), "x"
)
_FORMS = (
    RequiredPaper("1", "Tờ khai đăng ký khai sinh", form="Mẫu số 02"),
    RequiredPaper("2", "Giấy chứng sinh", alternative="a"),
    RequiredPaper("3", "Văn bản của người làm chứng", alternative="a"),
    RequiredPaper("4", "Giấy ủy quyền", required=False, case="nếu nộp thay"),
    RequiredPaper("5", "Căn cước", shown_only=True),
)


def wall() -> NoticeData:
    """Return a small wall: an ordinary procedure, a long one, one of which little is known."""
    long = (
        "Cấp giấy phép xây dựng mới đối với công trình cấp III, cấp IV (công trình không theo "
        "tuyến, theo tuyến trong đô thị, tín ngưỡng, tôn giáo) và nhà ở riêng lẻ"
    )
    fees = (FeeRule(samples.COUNTER, FeeState.UNKNOWN, note="do HĐND tỉnh quyết định"),)
    return samples.notices(
        samples.procedure(1, name="Đăng ký khai sinh", papers=_FORMS),
        samples.procedure(2, name=long, field="Hoạt động xây dựng", fees=fees),
        samples.procedure(
            3, name="Việc chưa rõ", field="Bảo trợ xã hội", limits=(), fees=(), papers=(),
            legal_basis="", decision="", valid_from=None, portal_url="",
        ),
        samples.procedure(4, name="Đăng ký kết hôn"),
    )  # fmt: skip


def made(
    kind: NoticeKind, on: Paper, data: NoticeData | None = None, *, tile: bool = False
) -> bytes:
    """Return a notice with feet as the desk sets them."""
    data = data or wall()
    leaves = notices.compose(kind, data, on, needs=_NEEDS)
    feet = [
        Foot(f"1KTF-{n}/2", f"Tờ 1KTF-{n}, danh mục bản 2, in ngày 23/11/2026; thay tờ 1KTF-1")
        for n, _ in enumerate(leaves, 40)
    ]
    return notices.whole(notices.footed(leaves, feet, on), on, "x", tile=tile)


DOCUMENTS: Mapping[str, Callable[[], bytes]] = {
    **{f"wall-{kind.value}": partial(made, kind, Paper()) for kind in NoticeKind},
    "wall-list-across": partial(made, NoticeKind.LIST, Paper(landscape=True)),
    "wall-office-across": partial(made, NoticeKind.OFFICE, Paper(landscape=True)),
    "wall-list-large": partial(made, NoticeKind.LIST, Paper(large=True)),
    "wall-poster-across-large": partial(made, NoticeKind.POSTER, Paper(landscape=True, large=True)),
    "wall-feedback-tiled": partial(made, NoticeKind.FEEDBACK, Paper(Size.A3), tile=True),
    "wall-list-tiled": partial(made, NoticeKind.LIST, Paper(Size.A3, landscape=True), tile=True),
    "wall-list-torn-out": partial(
        made, NoticeKind.LIST, Paper(), replace(wall(), torn_out=(3, 17), numbers={"1.000001": 21})
    ),
}
