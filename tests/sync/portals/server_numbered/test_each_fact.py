"""Every fact that a make has a place for is compared: an answer read back shows each change."""

from dataclasses import replace

import pytest

from receptiondesk.domain.walk_in import (
    Address,
    DeliveryMethod,
    FeeMethod,
    FeePaid,
    Identity,
    IdentityType,
    Person,
    ResultDelivery,
    Submitter,
)
from sync.not_carried import has_fact
from sync.portal import Outgoing, Paper
from tests.sync.portals.server_numbered.desk import Bench, bound, dossier

SENDER = Person(
    "Trần Văn Thay",
    identity=Identity(IdentityType.CCCD, "038196999999"),
    address=Address("01", "00004", "Ngõ 2"),
)
#: Facts that a make may have no place for, by what it calls them then.
WORDS = {
    "fee": "lệ phí",
    "delivery": "cách trả kết quả",
    "his address": "địa chỉ của người nộp",
}


def _changed(one: Outgoing, fact: str) -> Outgoing:
    facts = one.facts
    other = replace(SENDER, full_name="Phạm Thị Khác")
    elsewhere = replace(SENDER, address=Address("01", "00004", "Ngõ 3"))
    sender = replace(SENDER, phone="0987654321")
    post = ResultDelivery(DeliveryMethod.POST, "Thôn 9")
    new = {
        "note": replace(facts, note="Ghi chú khác"),
        "copies": replace(facts, copies=3),
        "fee": replace(facts, fee=FeePaid(FeeMethod.CASH, 15_000)),
        "submitter": replace(facts, submitter=Submitter(other, "Giấy ủy quyền")),
        "his address": replace(facts, submitter=Submitter(elsewhere, "Giấy ủy quyền")),
        "delivery": replace(facts, delivery=post),
        "phone": replace(
            facts,
            applicant=replace(facts.applicant, phone=sender.phone),
            submitter=Submitter(sender, "Giấy ủy quyền"),
        ),
    }
    if fact == "papers":
        return replace(one, papers=(Paper(one.papers[0].code, one.papers[0].name, 2, 2),))
    return replace(one, facts=new[fact])


@pytest.mark.parametrize(
    "fact",
    ["note", "copies", "fee", "submitter", "his address", "delivery", "phone", "papers"],
)
def test_a_fact_that_stands_there_otherwise_is_seen_or_said_to_stand_nowhere(
    there: Bench, fact: str
) -> None:
    one = dossier()
    sent = replace(one, facts=replace(one.facts, submitter=Submitter(SENDER, "Giấy ủy quyền")))
    adapter = there.adapter()
    delivered = adapter.deliver(sent)
    assert delivered.answer.good
    assert delivered.remote is not None
    kept = bound(sent, delivered.remote.code)
    there.later()
    assert adapter.read_back(kept).differing() == ()
    other = _changed(kept, fact)
    if WORDS.get(fact) in adapter.capabilities.not_carried:
        assert has_fact(other.facts, WORDS[fact])
    else:
        assert adapter.read_back(other).differing()
