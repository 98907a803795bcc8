"""Keeping the vocabulary: an entry lives as long as somebody holds it or staff approved it."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef

from apps.profiles.models import ProfileTrait, Topic
from apps.profiles.models.topic import TopicQuerySet

# Longer than anybody's transaction: whoever found the entry while it was held has added their fact by then.
GRACE = timedelta(minutes=5)


def forget_unheld(*, at: datetime) -> int:
    """A name that one person wrote is theirs and goes with their fact; how many entries went. Each is marked first and
    goes in a later run, unless somebody took it up again."""
    over = [pk for pk in _over(at).order_by("pk").values_list("pk", flat=True) if _forget(pk, at)]
    unheld = Topic.objects.filter(approved=False).exclude(_held())
    unheld.filter(unheld_since__isnull=True).update(unheld_since=at)
    return len(over)


@transaction.atomic
def _forget(topic_id: int, at: datetime) -> bool:
    topic = _over(at).select_for_update().filter(pk=topic_id).first()
    if topic is None:
        return False
    topic.delete()
    return True


def _over(at: datetime) -> TopicQuerySet:
    return Topic.objects.filter(approved=False, unheld_since__lte=at - GRACE).exclude(_held())


def _held() -> Exists:
    return Exists(ProfileTrait.objects.filter(topic=OuterRef("pk")))
