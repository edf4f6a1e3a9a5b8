"""Facts of a walk-in that some portals have no place for: they stand nowhere but at the desk."""

from collections.abc import Callable, Mapping

from receptiondesk.domain.walk_in import Address, DeliveryMethod, Person, WalkIn

#: Facts that some family has no place for, by the Vietnamese name in ``not_carried``.
_FACTS: Mapping[str, Callable[[Person], object]] = {
    "ngày sinh": lambda person: person.birth,
    "giới tính": lambda person: person.sex,
    "số CMND cũ": lambda person: person.old_number,
    "loại giấy tờ tùy thân": lambda person: person.identity,
}


def _address_of_submitter(facts: WalkIn) -> object:
    return facts.submitter is not None and facts.submitter.person.address != Address()


#: The same of facts that are not a person's.
_OF_THE_WHOLE: Mapping[str, Callable[[WalkIn], object]] = {
    "cách trả kết quả": lambda facts: facts.delivery.method is DeliveryMethod.POST,
    "địa chỉ của người nộp": _address_of_submitter,
}


def has_fact(facts: WalkIn, name: str) -> bool:
    """Return whether a walk-in has a fact; one of an unknown name is assumed."""
    if name in _OF_THE_WHOLE:
        return bool(_OF_THE_WHOLE[name](facts))
    read = _FACTS.get(name)
    people = [facts.applicant, *([facts.submitter.person] if facts.submitter else [])]
    return read is None or any(read(person) for person in people)
