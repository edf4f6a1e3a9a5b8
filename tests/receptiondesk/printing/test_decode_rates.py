"""Every code of every kind of paper is read: finely, coarsely, askew, and from a poor photocopy.

A sample, one paper of each kind; ``python -m tests.receptiondesk.printing.decode_rates`` takes all.
"""

import pytest

from tests.receptiondesk.printing.decode_rates import EVERY, outcomes
from tests.support.painted import BARS, QR

#: What a bar code of two dots of 150 an inch is read from; a QR code is read from all four.
FOR_BARS = ("150", "150, +3°")
#: Narrow bars in millimetres that are so wide; on a roll there is no room for them.
WIDE = 0.33
ALL = (*FOR_BARS, "100 grey", "copy 1")
SAMPLE = {
    "receipt A5, signed": {QR, BARS},
    "receipt roll, signed": {QR},
    "supplement": {QR},
    "day-sheet": {QR},
    "list A4": {QR, BARS},
    "one sheet": {QR, BARS},
    "poster A4": {QR, BARS},
    "control": {BARS},
    "labels": {BARS},
}


@pytest.mark.parametrize("name", SAMPLE)
def test_every_code_is_read(name: str) -> None:
    conditions = ALL if QR in SAMPLE[name] else FOR_BARS
    found = outcomes(name, EVERY[name], conditions)
    assert {one.code.kind for one in found} >= SAMPLE[name]
    wanted = [
        one
        for one in found
        if one.code.kind == QR or (one.condition in FOR_BARS and one.code.module > WIDE)
    ]
    assert [one for one in wanted if not one.read] == []
