"""What two different interests are both a kind of, as the vocabulary says at this moment."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from apps.profiles.models import BroaderTopic, ProfileTrait, Topic

# By the topic of a fact: the entries right above it.
Groups = Mapping[int, list[Topic]]


def groups_of(facts: Iterable[ProfileTrait]) -> Groups:
    """Only words that anybody may be told."""
    topics = {fact.topic_id for fact in facts}
    if not topics:
        return {}
    rows = BroaderTopic.objects.among_interests().filter(under__in=topics)  # type: ignore[misc]  # an annotation
    links = set(rows.values_list("under", "above"))  # type: ignore[misc]  # annotations
    entries = Topic.objects.in_bulk({above for _under, above in links})
    found = defaultdict[int, list[Topic]](list)
    for under, above in sorted(links):
        found[under].append(entries[above])
    return found


def group_of(one: ProfileTrait, other: ProfileTrait, groups: Groups) -> Topic | None:
    """What one says, where the other says a kind of it; else what both say a kind of."""
    mine, theirs = ({entry.pk: entry for entry in groups.get(fact.topic_id, ())} for fact in (one, other))
    if one.topic_id == other.topic_id:
        return None
    both = theirs.get(one.topic_id) or mine.get(other.topic_id)
    return both or next((entry for pk, entry in mine.items() if pk in theirs), None)
