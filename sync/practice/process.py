"""The practice site's process: steps that carry a status, actions that move between them.

Transitions are site data at a real portal too (portals.md A.7). A draft offers two actions, so
that a client has to choose; one path leads to a status outside the national list.
"""

from dataclasses import dataclass
from typing import Any

PROCESS_ID = 401
DRAFT = "100"


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the process and the status it carries."""

    code: str
    name: str
    status: str
    status_text: str


@dataclass(frozen=True, slots=True)
class Action:
    """A move from one of some steps to another."""

    id: int
    code: str
    name: str
    before: tuple[str, ...]
    after: str
    makes_number: bool = False


STEPS = {
    step.code: step
    for step in (
        Step(DRAFT, "Soạn hồ sơ", "", ""),
        Step("150", "Đã tiếp nhận", "receiving", "Chờ xử lý"),
        Step("200", "Thụ lý", "processing", "Đang xử lý"),
        Step("210", "Chờ bổ sung", "waiting", "Yêu cầu bổ sung giấy tờ"),
        Step("310", "Liên thông", "interoperating", "Đang xử lý liên thông"),
        Step("400", "Xong", "releasing", "Đã xử lý xong"),
        Step("500", "Đã trả", "done", "Đã trả kết quả"),
        Step("600", "Từ chối", "unresolved", "Không được tiếp nhận"),
        Step("700", "Đã rút", "cancelled", "Công dân rút hồ sơ"),
    )
}
ACTIONS = (
    Action(9001, "1050", "Từ chối tiếp nhận", (DRAFT,), "600"),
    Action(9002, "1100", "Tiếp nhận hồ sơ", (DRAFT,), "150", makes_number=True),
    Action(9003, "1200", "Chuyển thụ lý", ("150",), "200"),
    Action(9004, "1300", "Yêu cầu bổ sung", ("200",), "210"),
    Action(9005, "1310", "Nhận bổ sung", ("210",), "200"),
    Action(9006, "1400", "Chuyển liên thông", ("200",), "310"),
    Action(9007, "1500", "Xử lý xong", ("200", "310"), "400"),
    Action(9008, "1600", "Trả kết quả", ("400",), "500"),
    Action(9009, "1700", "Rút hồ sơ", ("150", "200", "210"), "700"),
)


def offered(step: str) -> list[Action]:
    """Return the actions possible at a step."""
    return [action for action in ACTIONS if step in action.before]


def step_model(step: Step) -> dict[str, Any]:
    """Return a step as ProcessStepDataModel."""
    return {
        "processStepId": int(step.code),
        "stepCode": step.code,
        "stepName": step.name,
        "sequenceNo": step.code,
        "dossierStatus": step.status,
        "dossierStatusText": step.status_text,
        "dossierSubStatus": "",
        "dossierSubStatusText": "",
    }


def next_model(action: Action, step: str) -> dict[str, Any]:
    """Return an action as DossierActionNextActionModel, mixed types included."""
    return {
        "processActionId": action.id,
        "actionCode": action.code,
        "actionName": action.name,
        "preStepCode": step,
        "postStepCode": action.after,
        "autoEvent": "",
        "allowAssignUser": 0,
        "toUsers": [],
        "createFiles": [],
        "createDossierNo": action.makes_number,
        "eSignature": False,
        "requestPayment": 0,
        "rollbackable": False,
    }
