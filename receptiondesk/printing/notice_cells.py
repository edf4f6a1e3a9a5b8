"""The cells of a procedure's row in the columns that provinces post (regulation 10)."""

from dataclasses import dataclass

from receptiondesk.printing.flow import Run, Style
from receptiondesk.printing.fonts import Face
from receptiondesk.printing.notice_data import NoticeData, Posted
from receptiondesk.printing.notice_words import ProcedureWords
from receptiondesk.printing.table import Cells

_NAME_MORE, _SMALL_LESS = 1.0, 1.5
#: The column of the code.
_CODE = 1
#: Stands in a column of its own for what is not known.
NOTHING = "–"


@dataclass(frozen=True, slots=True)
class RowStyles:
    """The letters of a row: of its text, of the procedure's name, and small ones."""

    text: Style
    name: Style
    small: Style

    @classmethod
    def of(cls, size: float) -> "RowStyles":
        """Return the letters of a row whose text has this size in points."""
        return cls(
            Style(Face.SANS, size, 1.2),
            Style(Face.SANS_BOLD, size + _NAME_MORE, 1.2),
            Style(Face.SANS, size - _SMALL_LESS, 1.2),
        )


def heads_and_codes(data: NoticeData, heads: Cells, style: Style) -> Cells:
    """Return what the columns of ``wide_cells`` must have room for: their heads, and every code.

    A code is typed off the wall, so it is never broken.
    """
    codes = tuple(Run(f"\n{one.code}", style) for one in data.procedures)
    return [(*head, *(codes if place == _CODE else ())) for place, head in enumerate(heads)]


def wide_cells(data: NoticeData, one: Posted, styles: RowStyles) -> Cells:
    """Return number, code, name, time limit, way, fee and legal basis of one procedure."""
    told = ProcedureWords(data.words, one.procedure)
    basis = "\n".join(filter(None, (told.basis(), published(told)))) or NOTHING
    return (
        (Run(str(one.number), styles.text),),
        (Run(one.procedure.code, styles.text),),
        (Run(one.procedure.name, styles.name),),
        (Run(told.limits(), styles.text),),
        (Run(told.ways() or NOTHING, styles.text),),
        (Run(told.fees(), styles.text),),
        (Run(basis, styles.text if basis == NOTHING else styles.small),),
    )


def published(told: ProcedureWords) -> str:
    """Return the decision of publication with its label, empty if unknown."""
    decision = told.decision()
    return f"{told.words['published']} {decision}" if told.procedure.decision else decision
