"""The holidays are the library's, though only one of its countries is read."""

import subprocess
import sys

import pytest

TOLD = "print(sorted(table.items()), sorted(table.weekend_workdays))"
WHOLE = f"""
from holidays import country_holidays
table = country_holidays("VN", years=range(2000, 2091), language="vi")
{TOLD}
"""
ALONE = f"""
import sys
from receptiondesk.domain.public_days import _vietnam
table = _vietnam()(years=range(2000, 2091), language="vi")
assert len([name for name in sys.modules if name.startswith("holidays.countries.")]) == 1
{TOLD}
"""


def answer(program: str) -> str:
    done = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", program],
        capture_output=True,
        check=True,
        encoding="utf-8",
    )
    return done.stdout


@pytest.mark.slow
def test_one_country_alone_has_the_holidays_of_the_whole_library() -> None:
    whole = answer(WHOLE)
    assert "Tết Nguyên Đán" in whole
    assert answer(ALONE) == whole
