"""Triggers by which the file itself refuses to forget: journal, codes and numbers only grow.

Law 5 of the house (a number once shown is never reused) and the append-only journal hold even
against our own bugs. SQLite's dialect of triggers stays in this one file.
"""

_REFUSE = """
CREATE TRIGGER {name} BEFORE {act} ON {table} {when}
BEGIN SELECT RAISE(ABORT, '{message}'); END
"""


def _guard(table: str, act: str, message: str, when: str = "") -> str:
    name = f"tr_{table}_{act.split(maxsplit=1)[0].lower()}"
    return _REFUSE.format(name=name, act=act, table=table, when=when, message=message)


CREATE_V1 = (
    _guard("event", "UPDATE", "the journal is append-only"),
    _guard("event", "DELETE", "the journal is append-only"),
    _guard("dossier_code", "UPDATE", "a code finds its dossier for ever"),
    _guard("dossier_code", "DELETE", "a code finds its dossier for ever"),
    _guard("order_number", "DELETE", "a number is never given back"),
    _guard(
        "order_number",
        "UPDATE",
        "a number is bound once",
        "WHEN OLD.dossier_uid IS NOT NULL OR OLD.state <> 'used'"
        " OR NEW.series <> OLD.series OR NEW.day <> OLD.day OR NEW.number <> OLD.number",
    ),
    _guard("dossier", "DELETE", "a dossier is cancelled, never deleted"),
)

CREATE_WALL = (_guard("notice_sheet", "DELETE", "the id of a sheet is never given again"),)
