from typing import ClassVar

from django.conf import settings
from django.db import models

from apps.matching.models.about_two import AboutTwo, AboutTwoQuerySet


class NeverTogether(AboutTwo):
    """A circle's curators are sure that these two should not be put together: its workers do not suggest them. Sealed
    from everybody but the curators, the two included."""

    # Who said so; empty when they are gone.
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    objects: ClassVar[AboutTwoQuerySet["NeverTogether"]] = AboutTwoQuerySet.as_manager()  # type: ignore[assignment]  # django-stubs types as_manager() as a Manager

    def __str__(self) -> str:
        return f"never {self.pk}"
