from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

if TYPE_CHECKING:
    from apps.profiles.models.user import User


class BlockQuerySet(models.QuerySet["Block"]):
    def between(self, one: "User | Any", other: "User | Any") -> Self:
        """Blocks in either direction; takes users, ids or expressions such as OuterRef."""
        return self.filter(Q(blocker=one, blocked=other) | Q(blocker=other, blocked=one))

    def among(self, user_ids: "list[int]") -> Self:
        return self.filter(blocker__in=user_ids, blocked__in=user_ids)

    def readable_by(self, blocker: "User") -> Self:
        """Those one made oneself, of people who are there."""
        return self.filter(blocker=blocker, blocked__is_active=True, blocked__suspended_at__isnull=True)


class Block(models.Model):
    """Total, mutual in effect, and seen by the blocker alone."""

    blocker = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    blocked = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    since = models.DateTimeField()

    objects: ClassVar[BlockQuerySet] = BlockQuerySet.as_manager()  # type: ignore[assignment]  # django-stubs types as_manager() as a Manager

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["blocker", "blocked"], name="block_once"),
            models.CheckConstraint(condition=~Q(blocker=F("blocked")), name="block_not_oneself"),
        ]

    def __str__(self) -> str:
        return f"block {self.pk}"
