"""How a row moves through its states: one table per model, one way to move."""

from collections.abc import Mapping
from typing import ClassVar, Self

from django.db import models
from django.utils.translation import gettext as _

from apps.mail.errors import DomainError

Transitions = Mapping[str, frozenset[str]]


class IllegalMove(DomainError):
    """The row is already elsewhere, typically because somebody else was faster."""

    def __init__(self, old: str, new: str) -> None:
        super().__init__(_("This has already been settled. Reload the page to see how it stands."))
        self.old, self.new = old, new


class Moving(models.Model):
    """A row with a `state` that only `move_to` writes. The caller holds the row's lock."""

    TRANSITIONS: ClassVar[Transitions]
    state: str

    class Meta:
        abstract = True

    def move_to(self, state: str, *also: str) -> Self:
        """Moves and saves the state and the fields named in `also`; raises IllegalMove outside the table."""
        if state not in self.TRANSITIONS[self.state]:
            raise IllegalMove(self.state, state)
        self.state = state
        self.save(update_fields=["state", *also])
        return self
