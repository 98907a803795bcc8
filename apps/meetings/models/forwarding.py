import secrets
from typing import ClassVar

from django.conf import settings
from django.db import models

# What an address can say of what it is about: see apps.mail.inbound.addresses.
NUMBERS = 2**40


def a_number() -> int:
    return secrets.randbelow(NUMBERS)


class ForwardingAddress(models.Model):
    """To where somebody forwards invitations. The address is made of this number and signed; with another number the
    old one is nobody's."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    number = models.BigIntegerField(default=a_number)
    since = models.DateTimeField()

    objects: ClassVar[models.Manager["ForwardingAddress"]] = models.Manager()

    def __str__(self) -> str:
        return f"forwarding address {self.pk}"


class Forwarded(models.Model):
    """A forwarded mail that has been seen to, of which nothing is kept: handed in again, nothing more comes of it."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64)
    # From an address that is not theirs. It may be a copy of what they send themselves, so it is never the same mail.
    foreign = models.BooleanField(default=False)
    at = models.DateTimeField()
    # When the person was written to because nothing was read.
    told_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager["Forwarded"]] = models.Manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "digest", "foreign"], name="forwarded_once")]
        indexes = [models.Index(fields=["at"], name="forwarded_at")]

    def __str__(self) -> str:
        return f"forwarded {self.pk}"
