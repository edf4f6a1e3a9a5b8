"""The full-text index of SQLite, in one file: another engine brings a file of its own.

The columns hold folded text (`receptiondesk.domain.text.fold`), so the tokenizer has only to cut
words. ``rowid`` is the dossier's ``received_seq``: the newest dossiers have the largest rowids,
and an index can be joined or ordered by it without reading the dossier. Prefix indexes of one to
three letters carry the search as one types.
"""

from collections.abc import Sequence

from sqlalchemy import (
    Boolean,
    ColumnElement,
    String,
    bindparam,
    column,
    literal_column,
    table,
)

CREATE_V1 = """
CREATE VIRTUAL TABLE dossier_search USING fts5(
    dossier_uid UNINDEXED, code, applicant, identity, phone, procedure,
    tokenize = 'unicode61 remove_diacritics 2', prefix = '1 2 3'
)
"""

DROP_V1 = "DROP TABLE dossier_search"

#: The index as the rest of storage sees it; ``rowid`` is ``dossier.received_seq``.
INDEX = table(
    "dossier_search",
    column("rowid"),
    column("dossier_uid"),
    column("code"),
    column("applicant"),
    column("identity"),
    column("phone"),
    column("procedure"),
)


#: The condition that a dossier is found; its parameter is what ``asking`` returns.
FOUND: ColumnElement[bool] = literal_column("dossier_search").op("MATCH", return_type=Boolean())(
    bindparam("asked", type_=String())
)


def asking(words: Sequence[Sequence[str]], joined: Sequence[str] = ()) -> str:
    """Return the question that every group of words is found, or one of ``joined`` instead.

    The words of a group stand side by side in one column; the last word of each group, and each
    of ``joined``, may be the beginning of a longer one.

    Args:
        words: groups of folded words, letters and digits only, at least one group.
        joined: single folded words that are enough by themselves.
    """
    every = " AND ".join(_phrase(group) for group in words)
    return " OR ".join([f"({every})", *(_phrase((word,)) for word in joined)])


def _phrase(group: Sequence[str]) -> str:
    """Return the words as FTS5 writes a phrase whose last word is a prefix."""
    return f'"{" ".join(group)}"*'
