"""How much room the message has, how it writes a moment, and what is cut on the way.

Lengths: 50, 1000 (cut at 995), 2000 and 4000 characters (portals.md B.3, B.4, F). What is cut is
logged by the field's name and lengths only, never by what it says.
"""

import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from receptiondesk.domain.clock import local
from receptiondesk.domain.text import clean_line, nfc

_LOG = logging.getLogger(__name__)

MOMENT = "%Y%m%d%H%M%S"
#: Field → characters it keeps.
ROOM: Mapping[str, int] = {
    "NguoiXuLy": 50,
    "TrichYeuHoSo": 995,
    "GhiChu": 2000,
    "ThongTinKhac": 2000,
    "ThongTinTra": 2000,
    "TenGiayTo": 2000,
    "NoiDungXuLy": 4000,
    "TenTTHC": 4000,
}
_WRITTEN = (
    (re.compile(r"(\d{2})/(\d{2})/(\d{4})[ T](\d{2}):(\d{2}):(\d{2})"), (3, 2, 1, 4, 5, 6)),
    (re.compile(r"(\d{4})-(\d{2})-(\d{2})[ T](\d{2}):(\d{2}):(\d{2})"), (1, 2, 3, 4, 5, 6)),
)


@dataclass(slots=True)
class Scissors:
    """Fits texts to their fields; ``cut`` names, in Vietnamese, those that lost their end."""

    labels: Mapping[str, str]
    cut: dict[str, None] = field(default_factory=dict)

    def fit(self, name: str, text: str) -> str:
        """Return the text as it goes into a field: one line, NFC, no longer than its room."""
        whole = nfc(clean_line(text))
        room = ROOM.get(name)
        if room is None or len(whole) <= room:
            return whole
        _LOG.info("field %s cut from %d to %d characters", name, len(whole), room)
        self.cut[self.labels.get(name, name)] = None
        return whole[:room].rstrip()

    def sentence(self) -> str:
        """Say what was cut, empty when nothing was."""
        return f"Đã cắt ngắn: {', '.join(self.cut)}." if self.cut else ""


def moment(at: datetime | None) -> str:
    """Return a moment as the message writes it: yyyyMMddHHmmss in Viet Nam (portals.md B.3)."""
    return "" if at is None else local(at).strftime(MOMENT)


def as_moment(text: str) -> str:
    """Return a moment given back in another usual spelling as the message writes it."""
    for pattern, order in _WRITTEN:
        found = pattern.match(text)
        if found is not None:
            return "".join(found.group(place) for place in order)
    return text
