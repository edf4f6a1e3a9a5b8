"""Sends each problem of a refusal to the field it names."""

from collections.abc import Iterable

from receptiondesk.domain.errors import Problem
from ui.fields.field import Field


class Board:
    """The fields of a form under their dotted paths, in the order of the form."""

    def __init__(self) -> None:
        """Start empty."""
        self._fields: dict[str, Field] = {}

    def add(self, path: str, field: Field) -> Field:
        """Let ``field`` hear the problems of ``path`` and of everything below it."""
        self._fields[path] = field
        return field

    def field(self, path: str) -> Field:
        """Return the field of exactly this path."""
        return self._fields[path]

    def clear(self) -> None:
        """Take all problems away."""
        for field in self._fields.values():
            field.clear_problem()

    def show(self, problems: Iterable[Problem], *, go: bool = True) -> tuple[Problem, ...]:
        """Show each problem at its field and put the focus into the first field of the form.

        ``go`` false leaves the focus where a person types.

        Returns:
            The problems that no field of the form answers for.
        """
        self.clear()
        placed: dict[Field, list[str]] = {}
        homeless: list[Problem] = []
        for problem in problems:
            field = self.field_for(problem.field)
            if field is None:
                homeless.append(problem)
            else:
                placed.setdefault(field, []).append(problem.message)
        for field, sentences in placed.items():
            field.show_problem("\n".join(sentences))
        first = self.first_problem()
        if first is not None and go:
            first.take_focus()
        return tuple(homeless)

    def first_problem(self) -> Field | None:
        """Return the first field of the form that shows a problem."""
        return next((field for field in self._fields.values() if field.has_problem), None)

    def field_for(self, path: str) -> Field | None:
        """Return the field with the longest path that ``path`` is or lies below."""
        while path:
            if path in self._fields and _on_form(self._fields[path]):
                return self._fields[path]
            cut = max(path.rfind("."), path.rfind("["))
            path = path[:cut] if cut > 0 else ""
        return None


def _on_form(field: Field) -> bool:
    """Whether the field takes part now (a part of the form may be folded away)."""
    return field.isVisibleTo(field.window())
