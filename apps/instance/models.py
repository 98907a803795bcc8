from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from apps.instance import texts

ONLY = 1  # the primary key of the one row


class SignUp(models.TextChoices):
    OPEN = "open", _("Anybody")
    DOMAINS = "domains", _("Anybody with an address of these domains, and who is invited")
    INVITATION = "invitation", _("Only who is invited")


class CircleMakers(models.TextChoices):
    EVERYBODY = "everybody", _("Everybody")
    STAFF = "staff", _("Staff only")


class InstanceManager(models.Manager["Instance"]):
    def current(self) -> "Instance":
        """The one row, or what stands in for it until it is written. Reading writes nothing."""
        return self.filter(pk=ONLY).first() or Instance(pk=ONLY)

    def locked(self) -> "Instance":
        """The row, made when missing, and locked: whoever sets up or changes the place waits here."""
        self.get_or_create(pk=ONLY)
        return self.select_for_update().get(pk=ONLY)


class Instance(models.Model):
    """What this place says of itself, and whom it lets in. There is one."""

    # Empty words mean the default: the environment's name, the templates of texts.py.
    name = models.CharField(_("name"), max_length=60, blank=True, default="")
    words = models.CharField(_("one sentence about it"), max_length=300, blank=True, default="")
    picture = models.ImageField(upload_to="instance/", blank=True, default="")
    contact = models.EmailField(_("contact address"), max_length=254, blank=True, default="")
    imprint = models.TextField(_("imprint"), max_length=10_000, blank=True, default="")
    rules = models.TextField(_("rules"), max_length=20_000, blank=True, default="")
    privacy = models.TextField(_("privacy"), max_length=20_000, blank=True, default="")
    sign_up = models.CharField(_("who may join"), max_length=10, choices=SignUp, default=SignUp.OPEN)
    domains = models.JSONField(_("domains"), blank=True, default=list)  # lower-case names, sorted
    circle_makers = models.CharField(
        _("who may start circles"), max_length=9, choices=CircleMakers, default=CircleMakers.EVERYBODY
    )
    set_up_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[InstanceManager] = InstanceManager()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(pk=ONLY), name="instance_only_one")]

    def __str__(self) -> str:
        return self.display_name

    @property
    def display_name(self) -> str:
        return self.name or settings.SITE_NAME

    @property
    def picture_url(self) -> str:
        """Empty when there is none. A new picture has a new URL."""
        name = self.picture.name or ""
        return f"{reverse('instance:picture')}?{name[-12:-4]}" if name else ""

    @property
    def rules_text(self) -> str:
        return self.rules or texts.rules(self.display_name)

    @property
    def privacy_text(self) -> str:
        return self.privacy or texts.privacy(self.display_name, self.contact)

    @property
    def only_invited(self) -> bool:
        return self.sign_up == SignUp.INVITATION

    @property
    def domains_in_words(self) -> str:
        return ", ".join(self.domains)

    def admits(self, address: str) -> bool:
        """Whether somebody with this address may join without an invitation."""
        if self.sign_up == SignUp.DOMAINS:
            return address.rpartition("@")[2].lower() in self.domains
        return self.sign_up == SignUp.OPEN

    @property
    def staff_start_circles(self) -> bool:
        """Staff, and nobody else."""
        return self.circle_makers == CircleMakers.STAFF
