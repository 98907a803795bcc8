"""Keeping the vocabulary: an entry lives as long as somebody holds it or staff had a hand in it."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from apps.profiles.folding import fold
from apps.profiles.likeness import loose
from apps.profiles.models import LaterWord, ProfileTrait, Topic
from apps.profiles.models.topic import TopicQuerySet
from apps.profiles.topics import held_by_many

# Longer than anybody's transaction: whoever found the entry while it was held has added their fact by then.
GRACE = timedelta(minutes=5)
CHUNK = 500  # rows a transaction
MOST_WORDS = 12  # of a name, by which it is found


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
    """What came with the program, and whatever staff approved or made one with another, stays."""
    facts = ProfileTrait.objects.filter(Q(topic=OuterRef("pk")) | Q(spelt_as=OuterRef("pk")))
    spellings = Topic.objects.filter(merged_into=OuterRef("pk"))
    return (
        Topic.objects.entries().filter(approved=False, packaged=False).exclude(Exists(facts)).exclude(Exists(spellings))
    )


def count_holders() -> None:
    """Marks the entries that many hold: what is offered to everybody is sought among them."""
    many = held_by_many(Topic.objects.entries()).values("pk")
    Topic.objects.filter(widely_held=False, pk__in=many).update(widely_held=True)
    Topic.objects.filter(widely_held=True).exclude(pk__in=many).update(widely_held=False)


def make_topic(vocabulary: str, name: str) -> Topic:
    """The entry of this name, made where there is none."""
    values = {"name": name, "loose": loose(vocabulary, name)}
    topic, is_new = Topic.objects.get_or_create(vocabulary=vocabulary, folded=fold(name), defaults=values)
    if is_new:
        note_words([topic])
    return topic


def work_out_spellings() -> int:
    """For entries that came in without a look at how else they are spelt, such as an import's; how many."""
    rows = list(Topic.objects.filter(loose=""))
    for row in rows:
        row.loose = loose(row.vocabulary, row.name)
    for start in range(0, len(rows), CHUNK):
        with transaction.atomic():
            note_words(rows[start : start + CHUNK])
            Topic.objects.bulk_update(rows[start : start + CHUNK], ["loose"])
    return len(rows)


def note_words(topics: Iterable[Topic]) -> None:
    """Lets them be found by their later words; twice is as good as once."""
    rows = [LaterWord(topic=topic, text=text) for topic in topics for text in _later(topic.folded)]
    LaterWord.objects.bulk_create(rows, batch_size=CHUNK, ignore_conflicts=True)


def _later(folded: str) -> set[str]:
    words = folded.split()
    return {" ".join(words[place:]) for place in range(1, min(len(words), MOST_WORDS))}
