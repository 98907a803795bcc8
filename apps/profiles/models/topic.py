from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from apps.profiles.folding import fold
from apps.profiles.likeness import loose


class TraitKind(models.TextChoices):
    """What a fact says about its holder."""

    INTEREST = "interest", _("Interest")
    SCHOOL = "school", _("School")
    EMPLOYER = "employer", _("Employer")
    PLACE = "place", _("Place")
    FIELD = "field", _("Field of work")
    TEAM = "team", _("Team")
    LANGUAGE = "language", _("Language")
    EVENT = "event", _("Event")
    SEEKS = "seeks", _("Seeks")
    OFFERS = "offers", _("Offers")
    OTHER = "other", _("Other")
    HEALTH = "health", _("Health")
    FAITH = "faith", _("Faith or conviction")
    SEXUALITY = "sexuality", _("Sexuality")
    UNION = "union", _("Union")


# Read by the matching engine only where the person said so of that fact, and never cited, counted or offered.
SENSITIVE = (TraitKind.HEALTH, TraitKind.FAITH, TraitKind.SEXUALITY, TraitKind.UNION)
# What is somewhere. A place is a town, and goes no finer: nobody is asked for a home address.
PLACEABLE = (TraitKind.SCHOOL, TraitKind.EMPLOYER, TraitKind.EVENT, TraitKind.PLACE)
# What others may ask somebody about, or say of them.
ORDINARY = [(kind.value, kind.label) for kind in TraitKind if kind not in SENSITIVE]


class Vocabulary(models.TextChoices):
    """Where a topic stands. What one person seeks another offers, so those two kinds share a vocabulary."""

    INTEREST = "interest"
    SCHOOL = "school"
    EMPLOYER = "employer"
    PLACE = "place"
    FIELD = "field"
    TEAM = "team"
    LANGUAGE = "language"
    EVENT = "event"
    HELP = "help"
    OTHER = "other"
    HEALTH = "health"
    FAITH = "faith"
    SEXUALITY = "sexuality"
    UNION = "union"

    @classmethod
    def of(cls, kind: str) -> "Vocabulary":
        return cls.HELP if kind in {TraitKind.SEEKS, TraitKind.OFFERS} else cls(kind)


class TopicQuerySet(models.QuerySet["Topic"]):
    def named(self, vocabulary: str, name: str) -> Self:
        return self.filter(vocabulary=vocabulary, folded=fold(name))

    def entries(self) -> Self:
        """Without the spellings that staff made one with another entry."""
        return self.filter(merged_into__isnull=True)

    def spelt(self, vocabulary: str, name: str) -> "Topic | None":
        """The one named so, else the oldest that is only spelt otherwise. Staff may have made it one with another."""
        found = self.named(vocabulary, name).select_related("merged_into").first()
        if found is None:
            alike = self.filter(vocabulary=vocabulary, loose=loose(vocabulary, name)).select_related("merged_into")
            found = alike.order_by("pk").first()
        return found


class Topic(models.Model):
    """One entry of the vocabulary that profiles share."""

    vocabulary = models.CharField(max_length=10, choices=Vocabulary)
    name = models.CharField(max_length=80)
    # The name as it is looked up: folding.fold(name). A migration has it sorted by letters on PostgreSQL, too, so that
    # the index of topic_once finds what begins so.
    folded = models.CharField(max_length=160)
    # The form in which other spellings of it are found: likeness.loose(vocabulary, name). Empty until it is worked out.
    loose = models.CharField(max_length=160, blank=True, default="")
    # The entry that staff made this spelling one with. Whoever writes it says that entry.
    merged_into = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="spellings")
    latitude = models.FloatField(null=True, blank=True)  # degrees
    longitude = models.FloatField(null=True, blank=True)
    # Came with the program. It stays, and is not set up again: what staff did to it since is theirs.
    packaged = models.BooleanField(default=False)
    # May be offered to anybody; any other entry only to those who may see it on somebody's profile.
    approved = models.BooleanField(default=False)
    # Whether five people held it openly when that was last counted; asked again before anybody is told.
    widely_held = models.BooleanField(default=False)
    # When it was first seen that nobody holds it any more; it is forgotten soon after.
    unheld_since = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[TopicQuerySet] = TopicQuerySet.as_manager()  # type: ignore[assignment]  # django-stubs types as_manager() as a Manager

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["vocabulary", "folded"], name="topic_once"),
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__gte=-90, latitude__lte=90, longitude__gte=-180, longitude__lte=180),
                name="topic_on_the_globe",
            ),
            models.CheckConstraint(condition=~Q(merged_into=F("pk")), name="topic_not_its_own_spelling"),
        ]
        indexes = [
            models.Index(fields=["vocabulary", "loose"], name="topic_spellings"),
            models.Index(fields=["vocabulary", "folded"], name="topic_offered", condition=Q(approved=True)),
            models.Index(fields=["vocabulary", "folded"], name="topic_many_hold", condition=Q(widely_held=True)),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def entry(self) -> "Topic":
        """What whoever writes this says."""
        return self.merged_into or self

    @property
    def label(self) -> str:
        return self.labelled(self.name)

    def labelled(self, name: str) -> str:
        return f"#{name}" if self.vocabulary == Vocabulary.INTEREST else name


class BroaderTopicQuerySet(models.QuerySet["BroaderTopic"]):
    def among_interests(self) -> Self:
        """Each from an entry `under` to an entry `above`, whichever spelling was linked. Above stand only words that
        anybody may be told."""
        both = self.filter(narrower__vocabulary=Vocabulary.INTEREST, broader__vocabulary=Vocabulary.INTEREST)
        under, above = (Coalesce(f"{end}__merged_into", end) for end in ("narrower", "broader"))
        told = Topic.objects.entries().filter(approved=True)
        return both.annotate(under=under, above=above).filter(above__in=told.values("pk")).exclude(under=F("above"))


class BroaderTopic(models.Model):
    """ "Mountain biking" is a kind of "cycling": who says the one may be interested in the other."""

    narrower = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="broader")
    broader = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="narrower")

    objects: ClassVar[BroaderTopicQuerySet] = BroaderTopicQuerySet.as_manager()  # type: ignore[assignment]  # as above

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["narrower", "broader"], name="broader_once"),
            models.CheckConstraint(condition=~Q(narrower=F("broader")), name="broader_than_itself"),
        ]

    def __str__(self) -> str:
        return f"broader topic {self.pk}"


class LaterWord(models.Model):
    """How an entry's folded name goes on from one of its later words, so that an index finds "yankees" in "new york
    yankees"."""

    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="later_words")
    text = models.CharField(max_length=160)  # sorted by letters, as `folded` is

    objects: ClassVar[models.Manager["LaterWord"]] = models.Manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["text", "topic"], name="later_word_once")]

    def __str__(self) -> str:
        return self.text
