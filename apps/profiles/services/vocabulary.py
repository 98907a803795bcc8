"""Keeping the vocabulary: an entry lives as long as somebody holds it or staff had a hand in it."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from apps.profiles.likeness import loose
from apps.profiles.models import ProfileTrait, Topic
from apps.profiles.models.topic import TopicQuerySet
from apps.profiles.topics import held_by_many

# Longer than anybody's transaction: whoever found the entry while it was held has added their fact by then.
GRACE = timedelta(minutes=5)
CHUNK = 500  # rows a transaction


def forget_unheld(*, at: datetime) -> int:
    """A name that one person wrote is theirs and goes with their fact; how many entries went. Each is marked first and
    goes in a later run, unless somebody took it up again."""
    over = [pk for pk in _over(at).order_by("pk").values_list("pk", flat=True) if _forget(pk, at)]
    _unheld().filter(unheld_since__isnull=True).update(unheld_since=at)
    return len(over)


@transaction.atomic
def _forget(topic_id: int, at: datetime) -> bool:
    topic = _over(at).select_for_update().filter(pk=topic_id).first()
    if topic is None:
        return False
    topic.delete()
    return True


def _over(at: datetime) -> TopicQuerySet:
    return _unheld().filter(unheld_since__lte=at - GRACE)


def _unheld() -> TopicQuerySet:
    """Whatever staff approved or made one with another stays."""
    facts = ProfileTrait.objects.filter(Q(topic=OuterRef("pk")) | Q(spelt_as=OuterRef("pk")))
    spellings = Topic.objects.filter(merged_into=OuterRef("pk"))
    return Topic.objects.entries().filter(approved=False).exclude(Exists(facts)).exclude(Exists(spellings))


def count_holders() -> None:
    """Marks the entries that many hold: what is offered to everybody is sought among them."""
    many = held_by_many(Topic.objects.entries()).values("pk")
    Topic.objects.filter(widely_held=False, pk__in=many).update(widely_held=True)
    Topic.objects.filter(widely_held=True).exclude(pk__in=many).update(widely_held=False)


def work_out_spellings() -> int:
    """For entries that came in without a look at how else they are spelt, such as an import's; how many."""
    rows = list(Topic.objects.filter(loose=""))
    for row in rows:
        row.loose = loose(row.vocabulary, row.name)
    for start in range(0, len(rows), CHUNK):
        Topic.objects.bulk_update(rows[start : start + CHUNK], ["loose"])
    return len(rows)
