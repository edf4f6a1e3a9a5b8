"""How many procedures in how many fields, in the words of the wall."""

from collections.abc import Iterable

from receptiondesk.domain.procedures import Procedure
from receptiondesk.words import _


def count_words(procedures: Iterable[Procedure]) -> str:
    """Return ``112 thủ tục trong 10 lĩnh vực``."""
    chosen = tuple(procedures)
    words = _("{count} thủ tục trong {fields} lĩnh vực")
    return words.format(count=len(chosen), fields=len({one.field for one in chosen}))
