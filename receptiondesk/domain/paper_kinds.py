"""Which papers the desk makes beside receipt and notices, and what each is told from outside.

A dossier does not hold why it is refused or who signs for the head of the office; that comes as
JSON, key by key. What is not given is left blank on the paper, to be written by hand.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, StrEnum

from receptiondesk.domain.checks import NAME_AT_MOST

LINE_AT_MOST = 500
TEXT_AT_MOST = 10_000
ITEMS_AT_MOST = 100
CODES_AT_MOST = 500
_NUMBER_AT_MOST = 30


class PaperKind(StrEnum):
    """A paper by its stable name; its number and title are data (``resources/forms``)."""

    SUPPLEMENT = "supplement"
    REFUSAL = "refusal"
    APOLOGY = "apology"
    STOPPING = "stopping"
    CONTROL = "control"
    REGISTER = "register"
    TRANSMITTAL = "transmittal"
    MANIFEST = "manifest"
    LABELS = "labels"
    FEES = "fees"
    QUEUE = "queue"
    SAMPLE = "sample"


#: Papers about one dossier.
OF_DOSSIER = frozenset(
    {
        PaperKind.SUPPLEMENT,
        PaperKind.REFUSAL,
        PaperKind.APOLOGY,
        PaperKind.STOPPING,
        PaperKind.CONTROL,
    }
)
#: Papers that also serve somebody whose dossier was never accepted; they are told whose.
WITHOUT_DOSSIER = frozenset({PaperKind.SUPPLEMENT, PaperKind.REFUSAL})
#: Papers about several dossiers, named one by one.
OF_DOSSIERS = frozenset({PaperKind.TRANSMITTAL, PaperKind.MANIFEST, PaperKind.LABELS})


class Shape(Enum):
    """What stands under a key."""

    LINE = "một dòng chữ"
    TEXT = "chữ, có thể nhiều dòng"
    LINES = "danh sách các câu"
    DAY = "ngày NĂM-THÁNG-NGÀY"
    MOMENT = "ngày giờ ISO"
    WHOLE = "số nguyên"
    PERSON = "đối tượng về một người"
    STEPS = "danh sách các bước"
    BY_CODE = "đối tượng: mã hồ sơ và chữ"


@dataclass(frozen=True, slots=True)
class Key:
    """One key: its name, what it holds, and how many characters a text may have."""

    name: str
    shape: Shape = Shape.LINE
    at_most: int = LINE_AT_MOST


_FRAME = (Key("number", at_most=_NUMBER_AT_MOST), Key("date", Shape.DAY))
_SIGNER = Key("signer", at_most=NAME_AT_MOST)
_TITLE = Key("signer_title", Shape.TEXT, LINE_AT_MOST)
_WHOSE = (Key("applicant", Shape.PERSON), Key("procedure", Shape.LINE))
_CONTACT = (Key("contact"), Key("phone"))
_REASON = Key("reason", Shape.TEXT, TEXT_AT_MOST)
_HANDED = (
    Key("at", Shape.MOMENT),
    Key("giver", at_most=NAME_AT_MOST),
    Key("receiver", at_most=NAME_AT_MOST),
)
_NOTES = Key("notes", Shape.BY_CODE)

#: What a step of the control sheet holds.
STEP = (
    Key("from"),
    Key("to"),
    Key("at", Shape.MOMENT),
    Key("giver", at_most=NAME_AT_MOST),
    Key("receiver", at_most=NAME_AT_MOST),
    Key("result"),
    Key("note"),
)
#: What ``applicant`` holds.
PERSON = (
    Key("full_name", at_most=NAME_AT_MOST),
    Key("number"),
    Key("address"),
    Key("phone"),
    Key("email"),
)


class StepResult(StrEnum):
    """How a step ended, as the receiving side writes it on the control sheet."""

    EARLY = "early"
    ON_TIME = "on_time"
    LATE = "late"


KEYS: Mapping[PaperKind, tuple[Key, ...]] = {
    PaperKind.SUPPLEMENT: (
        *_FRAME,
        Key("items", Shape.LINES, TEXT_AT_MOST),
        _REASON,
        *_CONTACT,
        _SIGNER,
        *_WHOSE,
    ),
    PaperKind.REFUSAL: (*_FRAME, Key("reasons", Shape.LINES, TEXT_AT_MOST), _SIGNER, *_WHOSE),
    PaperKind.APOLOGY: (
        *_FRAME,
        Key("to"),
        Key("agency"),
        _REASON,
        Key("new_date", Shape.DAY),
        _SIGNER,
        _TITLE,
    ),
    PaperKind.STOPPING: (
        *_FRAME,
        Key("agency"),
        Key("asked_on", Shape.DAY),
        _REASON,
        Key("papers", Shape.LINES, TEXT_AT_MOST),
        *_CONTACT,
        _SIGNER,
        _TITLE,
    ),
    PaperKind.CONTROL: (*_FRAME, Key("agency"), Key("partners"), Key("steps", Shape.STEPS)),
    PaperKind.REGISTER: (*_FRAME, Key("signers", Shape.LINES, NAME_AT_MOST)),
    PaperKind.TRANSMITTAL: (*_FRAME, Key("to"), *_HANDED, _NOTES),
    PaperKind.MANIFEST: (*_FRAME, Key("post"), *_HANDED, Key("tracking", Shape.BY_CODE), _NOTES),
    PaperKind.LABELS: (),
    PaperKind.FEES: (*_FRAME, Key("signers", Shape.LINES, NAME_AT_MOST)),
    PaperKind.QUEUE: (
        Key("number", at_most=_NUMBER_AT_MOST),
        Key("service"),
        Key("counter"),
        Key("waiting", Shape.WHOLE),
        Key("at", Shape.MOMENT),
    ),
    PaperKind.SAMPLE: (),
}
