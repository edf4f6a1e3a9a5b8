"""The full-text index of SQLite, in one file: another engine brings a file of its own.

The columns hold folded text (`receptiondesk.domain.text.fold`), so the tokenizer has only to cut
words. ``rowid`` is the dossier's ``received_seq``: the newest dossiers have the largest rowids,
and an index can be joined or ordered by it without reading the dossier. Prefix indexes of one to
three letters carry the search as one types.
"""

CREATE_V1 = """
CREATE VIRTUAL TABLE dossier_search USING fts5(
    dossier_uid UNINDEXED, code, applicant, identity, phone, procedure,
    tokenize = 'unicode61 remove_diacritics 2', prefix = '1 2 3'
)
"""

DROP_V1 = "DROP TABLE dossier_search"
