"""What a person may know of the vocabulary: nothing that would tell a stranger's fact."""

from django.db.models import Case, Count, Exists, OuterRef, Q, When
from django.utils.translation import gettext as _

from apps.instance.text import clean_line
from apps.profiles.folding import fold
from apps.profiles.models import ProfileTrait, Topic, User, Visibility, Vocabulary
from apps.profiles.models.topic import TopicQuerySet

OFFERED = 8
SHORTEST = 2  # letters, before anything is offered
ENOUGH_HOLDERS = 5


def topics_for(user: User, *, kind: str, text: str) -> list[Topic]:
    """Entries that begin with the text, then those in which a later word does. Approved ones and those openly held by
    somebody whom the person may see come before those that five people anywhere hold openly."""
    text = clean_line(text)
    start = fold(text)
    if len(start) < SHORTEST:
        return []
    vocabulary = Vocabulary.INTEREST if text.startswith("#") else Vocabulary.of(kind)
    matching = _matching(vocabulary, start)
    offered = list(matching.filter(_openly_written_for(user))[:OFFERED])
    if len(offered) < OFFERED:
        others = matching.exclude(pk__in=[topic.pk for topic in offered])
        offered += _held_by_many(others)[: OFFERED - len(offered)]
    return sorted(offered, key=lambda topic: (not topic.folded.startswith(start), topic.folded))


def may_be_known(topic: Topic, user: User) -> bool:
    """Whether the person may read how the entry is written: by the rule of what is offered."""
    this = Topic.objects.filter(pk=topic.pk)
    return this.filter(_openly_written_for(user)).exists() or _held_by_many(this).exists()


def everybodys(text: str) -> TopicQuerySet:
    """Entries that anybody may know, whose name holds the text: approved, or openly held by five people anywhere."""
    named = Topic.objects.entries().filter(folded__contains=fold(text)) if text.strip() else Topic.objects.entries()
    return named.filter(Q(approved=True) | Q(pk__in=_held_by_many(Topic.objects.all()).values("pk")))


def holders_in_words(vocabulary: str, name: str) -> str:
    """How many say it so: no number below five, not even none."""
    spelt = Topic.objects.spelt(vocabulary, name)
    openly = ProfileTrait.objects.open().filter(topic=spelt, user__in=User.objects.present())
    holders = openly.values("user").distinct().count()
    if holders < ENOUGH_HOLDERS:
        return _("fewer than five people, or nobody yet")
    return _("%(count)d people") % {"count": holders}


def _matching(vocabulary: str, start: str) -> TopicQuerySet:
    begins = Q(folded__startswith=start)
    rows = Topic.objects.entries().filter(begins | Q(folded__contains=f" {start}"), vocabulary=vocabulary)
    return rows.order_by(Case(When(begins, then=0), default=1), "folded", "pk")


def _openly_written_for(user: User) -> Q:
    # Asked per entry: as one list of everything seen, PostgreSQL took minutes where there are 200,000 facts.
    seen = ProfileTrait.objects.open().as_entered().visible_to(user)
    return Q(approved=True) | Q(Exists(seen.filter(topic=OuterRef("pk"))))


def _held_by_many(topics: TopicQuerySet) -> TopicQuerySet:
    openly = Q(traits__visibility=Visibility.CIRCLE_MATES, traits__written="", traits__user__in=User.objects.present())
    return topics.annotate(holders=Count("traits__user", distinct=True, filter=openly)).filter(
        holders__gte=ENOUGH_HOLDERS
    )
