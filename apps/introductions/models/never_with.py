from collections.abc import Collection
from typing import TYPE_CHECKING, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, OuterRef, Q

from apps.circles.models import shows_each_other
from apps.introductions.models.introduction import Introduction

if TYPE_CHECKING:
    from apps.profiles.models import User


class NeverWithQuerySet(models.QuerySet["NeverWith"]):
    def of(self, user: "User") -> Self:
        """The access funnel: one's own, and nobody else's."""
        return self.filter(user=user)

    def known_in(self, introduction: Introduction) -> list[bool]:
        """For each, whether it was said of this introduction, or of somebody whom its maker sees in the circle's
        member list."""
        by_name = Q(introduction=None) & shows_each_other(introduction.circle_id, OuterRef("user"), OuterRef("other"))
        rows = self.annotate(known=Q(introduction=introduction) | by_name)
        return list(rows.values_list("known", flat=True))

    def among(self, user_ids: Collection[int]) -> Self:
        return self.filter(user__in=user_ids, other__in=user_ids)


class NeverWith(models.Model):
    """ "Never introduce me to this person": weaker than a block, and sealed from everybody but its maker. The two see
    each other as before."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    other = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    # From where somebody was known by a first name alone. Its maker goes on reading that name: a full one would tell
    # who of those whom they know from elsewhere it is.
    introduction = models.ForeignKey(Introduction, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()

    objects: ClassVar[NeverWithQuerySet] = NeverWithQuerySet.as_manager()  # type: ignore[assignment]  # django-stubs types as_manager() as a Manager

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "other"], condition=Q(introduction__isnull=True), name="never_with_once"
            ),
            models.UniqueConstraint(
                fields=["user", "introduction"],
                condition=Q(introduction__isnull=False),
                name="never_with_once_per_introduction",
            ),
            models.CheckConstraint(condition=~Q(user=F("other")), name="never_with_not_oneself"),
        ]

    def __str__(self) -> str:
        return f"never with {self.pk}"
