"""Ten years of a commune's dossiers in one file, written straight into the tables for speed.

The rows have no events behind them, so such a file is for measuring only.
"""

import random
import uuid
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from receptiondesk.desk import intake, procedures
from receptiondesk.office import Office
from receptiondesk.storage import search
from tests.support.walk_ins import walk_in

FAMILIES = [
    "Nguyễn",
    "Trần",
    "Lê",
    "Phạm",
    "Hoàng",
    "Huỳnh",
    "Phan",
    "Vũ",
    "Võ",
    "Đặng",
    "Bùi",
    "Đỗ",
    "Hồ",
    "Ngô",
    "Dương",
    "Lý",
]
MIDDLES = [
    "Văn",
    "Thị",
    "Hữu",
    "Đức",
    "Minh",
    "Ngọc",
    "Thanh",
    "Quang",
    "Xuân",
    "Thu",
    "Bích",
    "Hồng",
    "Kim",
]
GIVEN = [
    "Anh",
    "Bình",
    "Châu",
    "Dũng",
    "Giang",
    "Hà",
    "Hạnh",
    "Hoa",
    "Hùng",
    "Khánh",
    "Lan",
    "Linh",
    "Long",
    "Mai",
    "Nam",
    "Nga",
    "Oanh",
    "Phong",
    "Phúc",
    "Quân",
    "Sơn",
    "Tâm",
    "Thảo",
    "Trang",
    "Tuấn",
    "Uyên",
    "Vân",
    "Yến",
]
FIRST_DAY = datetime(2017, 1, 2, 1, 0, tzinfo=UTC)
BETWEEN = timedelta(minutes=21)
FIRST_SEQ = 1_000


def fill(office: Office, count: int) -> list[tuple[str, ...]]:
    """Add so many invented dossiers; return the folded texts that the index has of each.

    The texts stand in the order code, applicant, identity, phone, procedure.
    """
    chance = random.Random(20261123)
    base = intake.accept(office, walk_in(office)).dossier
    offered = procedures.find(office, "", limit=40)
    indexed: list[tuple[str, ...]] = []
    with office.database.raw() as connection:
        connection.execute("PRAGMA foreign_keys = OFF")
        connection.execute("BEGIN IMMEDIATE")
        found = connection.execute("SELECT * FROM dossier")
        names = [column[0] for column in found.description]
        model = dict(zip(names, found.fetchone(), strict=True))
        insert = f"INSERT INTO dossier VALUES ({','.join('?' * len(names))})"
        enter = "INSERT INTO dossier_search (rowid, dossier_uid, code, applicant, identity, phone, procedure) VALUES (?,?,?,?,?,?,?)"  # noqa: E501
        for number in range(count):
            at = FIRST_DAY + number * BETWEEN
            applicant = replace(
                base.facts.applicant,
                full_name=" ".join(map(chance.choice, (FAMILIES, MIDDLES, GIVEN))),
                phone=f"09{chance.randrange(10**8):08d}",
                identity=replace(
                    base.facts.applicant.identity,  # type: ignore[type-var]
                    number=f"038{chance.randrange(4)}{chance.randrange(10**8):08d}",
                ),
            )
            one = replace(
                base,
                uid=str(uuid.UUID(int=chance.getrandbits(128), version=4)),
                code=f"H56.14-{at:%y%m%d}-{number % 200 + 1:04d}",
                procedure=chance.choice(offered),
                facts=replace(base.facts, applicant=applicant),
            )
            entry = search._entry(one, (one.code,))
            texts = tuple(
                entry[name] for name in ("code", "applicant", "identity", "phone", "procedure")
            )
            indexed.append(texts)
            seq = FIRST_SEQ + number
            row = model | {
                "uid": one.uid,
                "code": one.code,
                "procedure_code": one.procedure.code,
                "procedure_name": one.procedure.name,
                "applicant_name": applicant.full_name,
                "identity_number": texts[2],
                "phone": applicant.phone,
                "received_at": f"{at:%Y-%m-%dT%H:%M:%S.%fZ}",
                "due_at": f"{at + timedelta(days=3):%Y-%m-%dT%H:%M:%S.%fZ}",
                "received_seq": seq,
                "last_seq": seq,
            }
            connection.execute(insert, list(row.values()))
            connection.execute(enter, (seq, one.uid, *texts))
        connection.execute("COMMIT")
    return indexed
