"""What the QR code of a receipt says (TT 01/2023/TT-VPCP).

The circular lists the least content: dossier code, procedure code, identifier of the person or
organisation, name of the paper, name of the system that supplies the data, time of publication,
and on a receipt the day of the result. It does not say how these are written down, so they stand
in the circular's order between a separator that the office can change.
"""

from receptiondesk.printing.fonts import precomposed
from receptiondesk.printing.frame import written
from receptiondesk.printing.receipt_data import ReceiptData


def payload(data: ReceiptData) -> str:
    """Return the text behind the QR code.

    The time of publication is the time of reception: the paper is published by receiving the
    dossier, and a reprint must carry the same code. A separator inside a value becomes a blank,
    so that every reader finds seven parts.
    """
    words = data.words
    moment = words["qr_moment"]
    parts = (
        data.code,
        data.procedure_code,
        data.coded_number(),
        words["paper_name"],
        data.letterhead.system,
        written(moment, data.received_at),
        written(moment, data.due_at) if data.due_at else "",
    )
    separator = words["qr_separator"]
    return separator.join(" ".join(precomposed(p).replace(separator, " ").split()) for p in parts)
