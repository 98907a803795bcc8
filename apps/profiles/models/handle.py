from collections.abc import Collection
from typing import TYPE_CHECKING, ClassVar, Self

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from apps.profiles import audiences
from apps.profiles.models.block import Block
from apps.profiles.models.trait import Visibility

if TYPE_CHECKING:
    from apps.profiles.models.user import User


class HandleQuerySet(models.QuerySet["Handle"]):
    def open(self) -> Self:
        return self.filter(visibility=Visibility.CIRCLE_MATES)

    def unhidden(self) -> Self:
        return self.exclude(visibility=Visibility.HIDDEN)

    def recognising(self, handles: Collection[str]) -> Self:
        """Those of one of these names, whatever the site, by which their holders let themselves be recognised."""
        return self.filter(recognise=True, folded__in={fold_handle(handle) for handle in handles})

    def visible_to(self, viewer: "User") -> Self:
        """The access funnel."""
        open_ones = Q(visibility=Visibility.CIRCLE_MATES) & audiences.near(viewer, "user")
        kept = Q(visibility=Visibility.INTRODUCED) & audiences.met(viewer, "user")
        present = Q(user__is_active=True, user__suspended_at__isnull=True)
        return self.filter(Q(user=viewer) | (present & (open_ones | kept))).exclude(
            Exists(Block.objects.between(viewer, OuterRef("user")))
        )


def fold_handle(handle: str) -> str:
    return handle.strip().casefold().lstrip("@")


class Handle(models.Model):
    """What somebody says they are called elsewhere. Nobody has checked it, and it never becomes a link."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="handles")
    site = models.CharField(_("site"), max_length=40)
    name = models.CharField(_("handle"), max_length=80)  # without the @
    folded = models.CharField(max_length=240)  # one letter may fold to three
    visibility = models.CharField(max_length=12, choices=Visibility, default=Visibility.INTRODUCED)
    # May circle-mates who know the handle already learn that it is this person?
    recognise = models.BooleanField(default=False)

    objects: ClassVar[HandleQuerySet] = HandleQuerySet.as_manager()  # type: ignore[assignment]  # django-stubs types as_manager() as a Manager

    class Meta:
        constraints = [models.UniqueConstraint("user", Lower("site"), "folded", name="handle_once")]
        indexes = [models.Index(fields=["folded"], name="handle_recognised", condition=Q(recognise=True))]

    def __str__(self) -> str:
        return f"handle {self.pk}"

    @property
    def label(self) -> str:
        return f"@{self.name}"


class AddressSwitch(models.Model):
    """Whether circle-mates may recognise somebody by an address, where its owner has said so. The address itself is
    never shown to anybody."""

    address = models.OneToOneField(EmailAddress, on_delete=models.CASCADE, primary_key=True, related_name="switch")
    on = models.BooleanField()

    objects: ClassVar[models.Manager["AddressSwitch"]] = models.Manager()

    def __str__(self) -> str:
        return f"switch {self.pk}"
