"""What `import_network` keeps: whom it made out of which row, and the rows while they are being staged."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from apps.circles.models import Invitation


class ImportedPerson(models.Model):
    """Ties a row of somebody's file to what it became, so that importing twice doubles nobody."""

    source = models.CharField(max_length=60)
    external_id = models.CharField(max_length=60)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="+")
    invitation = models.ForeignKey(Invitation, null=True, on_delete=models.CASCADE, related_name="+")

    objects: ClassVar[models.Manager["ImportedPerson"]] = models.Manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "external_id"], name="imported_person_once")]

    def __str__(self) -> str:
        return f"{self.source} {self.external_id}"


class StagedPerson(models.Model):
    """A checked row of people.csv on its way in. Staged rows mean nothing until they are published."""

    source = models.CharField(max_length=60)
    external_id = models.CharField(max_length=60)
    name = models.CharField(max_length=80)
    email = models.EmailField(max_length=254)
    headline = models.CharField(max_length=120)
    time_zone = models.CharField(max_length=64)

    objects: ClassVar[models.Manager["StagedPerson"]] = models.Manager()

    class Meta:
        indexes = [models.Index(fields=["source", "external_id"], name="staged_person")]

    def __str__(self) -> str:
        return f"{self.source} {self.external_id}"


class StagedTrait(models.Model):
    source = models.CharField(max_length=60)
    person = models.CharField(max_length=60)
    kind = models.CharField(max_length=10)
    vocabulary = models.CharField(max_length=10)
    name = models.CharField(max_length=80)
    folded = models.CharField(max_length=160)
    year_from = models.PositiveSmallIntegerField(null=True)
    year_to = models.PositiveSmallIntegerField(null=True)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)

    objects: ClassVar[models.Manager["StagedTrait"]] = models.Manager()

    def __str__(self) -> str:
        return f"{self.source} {self.person} {self.kind}"


class StagedTie(models.Model):
    source = models.CharField(max_length=60)
    one = models.CharField(max_length=60)
    other = models.CharField(max_length=60)

    objects: ClassVar[models.Manager["StagedTie"]] = models.Manager()

    def __str__(self) -> str:
        return f"{self.source} {self.one} {self.other}"


class StagedMember(models.Model):
    source = models.CharField(max_length=60)
    tag = models.CharField(max_length=40)
    person = models.CharField(max_length=60)

    objects: ClassVar[models.Manager["StagedMember"]] = models.Manager()

    def __str__(self) -> str:
        return f"{self.source} {self.tag} {self.person}"
