from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.circles.models.monthly import Monthly, MonthlyQuerySet

LONGEST_WORD = 600


class WordQuerySet(MonthlyQuerySet["Word"]):
    pass


class Word(Monthly):
    """A word from the curator: one paragraph without links, for everybody in the circle."""

    words = models.CharField(_("a word to the circle"), max_length=LONGEST_WORD)

    objects: ClassVar[WordQuerySet] = WordQuerySet.as_manager()  # type: ignore[assignment]  # django-stubs types as_manager() as a Manager

    def __str__(self) -> str:
        return f"word {self.pk}"
