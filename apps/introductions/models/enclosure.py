"""What somebody puts into an envelope that is not open yet: a question, and ways to reach them."""

from typing import TYPE_CHECKING, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from apps.introductions.models.conversation import Conversation, ConversationMember
from apps.introductions.models.introduction import Introduction

if TYPE_CHECKING:
    from apps.profiles.models import User


class Way(models.Model):
    """One way to reach somebody, their own. Others read it only in envelopes that its owner put it into."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="ways")
    label = models.CharField(_("what it is"), max_length=40)
    value = models.CharField(_("number, handle or address"), max_length=120)

    objects: ClassVar[models.Manager["Way"]] = models.Manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "label", "value"], name="way_once")]

    def __str__(self) -> str:
        return f"way {self.pk}"


class EnclosureQuerySet(models.QuerySet["Enclosure"]):
    def visible_to(self, viewer: "User") -> Self:
        """The access funnel: one's own; and once it is made, those of the others who said yes, for whoever did."""
        told = Conversation.objects.visible_to(viewer).values("introduction")
        joined = ConversationMember.objects.filter(
            conversation__introduction=OuterRef("introduction"), user=OuterRef("user")
        )
        there = Q(user__is_active=True, user__suspended_at__isnull=True)
        return self.filter(Q(user=viewer) | (there & Q(Exists(joined)) & Q(introduction__in=told)))


class Enclosure(models.Model):
    """Written with a yes, and gone with it. The ways are read as they are now: a changed number is the new one."""

    introduction = models.ForeignKey(Introduction, on_delete=models.CASCADE, related_name="enclosures")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="enclosures")
    question = models.CharField(_("question"), max_length=300, blank=True, default="")
    shows_email = models.BooleanField(default=False)
    ways: "models.ManyToManyField[Way, models.Model]" = models.ManyToManyField(Way, blank=True, related_name="+")

    objects: ClassVar[EnclosureQuerySet] = EnclosureQuerySet.as_manager()  # type: ignore[assignment]  # django-stubs types as_manager() as a Manager

    class Meta:
        constraints = [models.UniqueConstraint(fields=["introduction", "user"], name="enclosure_once")]

    def __str__(self) -> str:
        return f"enclosure {self.pk}"
