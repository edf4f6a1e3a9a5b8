"""Values of options, read by hand so that a wrong one is told in Vietnamese (exit code 2)."""

from collections.abc import Callable
from datetime import date

import typer


def whole(text: str | int) -> int:
    """Return a whole number of at least 1; an option's own default comes as a number.

    Raises:
        typer.BadParameter: It is none, or has more than nine digits.
    """
    digits = str(text).strip()
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 9 and int(digits) >= 1):  # noqa: PLR2004 - nine digits fit every database
        raise typer.BadParameter(f"«{text}» không phải số nguyên từ 1")
    return int(digits)


def dong(text: str) -> int:
    """Return an amount in đồng: ``50000``, ``50.000``; at most twelve digits.

    Raises:
        typer.BadParameter: It is none.
    """
    digits = str(text).strip().replace(".", "")
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 12):  # noqa: PLR2004 - more than any desk takes
        raise typer.BadParameter(f"«{text}» không phải số tiền từ 0 đồng")
    return int(digits)


def day(text: str) -> date:
    """Return a day: ``2026-11-23``.

    Raises:
        typer.BadParameter: It is none.
    """
    try:
        return date.fromisoformat(text.strip())
    except ValueError as wrong:
        raise typer.BadParameter(f"«{text}» không phải ngày, ví dụ 2026-11-23") from wrong


def one_of(*allowed: str) -> Callable[[str], str]:
    """Return a reader that lets through only the values named.

    The reader raises ``typer.BadParameter`` for any other.
    """

    def read(text: str) -> str:
        if text not in allowed:
            raise typer.BadParameter(f"«{text}» phải là một trong: {', '.join(allowed)}")
        return text

    return read


def port(text: str) -> int:
    """Return a port number, 0 to 65535.

    Raises:
        typer.BadParameter: It is none.
    """
    if not (text.isascii() and text.isdigit() and len(text) <= 5 and int(text) <= 65_535):  # noqa: PLR2004 - what a port is
        raise typer.BadParameter(f"«{text}» không phải số cổng mạng từ 0 đến 65535")
    return int(text)


def rate(text: str) -> tuple[str, float]:
    """Return the two parts of ``NAME=RATE``.

    Raises:
        typer.BadParameter: There is no ``=``, or no number behind it.
    """
    name, _, number = text.partition("=")
    try:
        return name.strip(), float(number)
    except ValueError as wrong:
        raise typer.BadParameter(f"«{text}» phải có dạng TÊN=SỐ, ví dụ down=0.3") from wrong
