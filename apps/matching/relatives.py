"""What two different interests are both a kind of, as the vocabulary says at this moment."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from apps.matching.statistics import statistics_lately
from apps.profiles.models import BroaderTopic, ProfileTrait, Topic

# By the topic of a fact: the entries right above it, and itself where another of these facts is under it.
Groups = Mapping[int, list[Topic]]


def groups_of(facts: Iterable[ProfileTrait]) -> Groups:
    """Only words that anybody may be told."""
    topics = {fact.topic_id for fact in facts}
    if not topics:
        return {}
    rows = BroaderTopic.objects.among_interests().filter(under__in=topics)  # type: ignore[misc]  # an annotation
    links = set(rows.values_list("under", "above"))  # type: ignore[misc]  # annotations
    links |= {(above, above) for _under, above in links if above in topics}
    entries = Topic.objects.in_bulk({above for _under, above in links})
    found = defaultdict[int, list[Topic]](list)
    for under, above in sorted(links):
        found[under].append(entries[above])
    return found


def group_of(one: ProfileTrait, other: ProfileTrait, groups: Groups, bits: float) -> Topic | None:
    """What one says, where the other says a kind of it, or what both say a kind of. Of several the one that the engine
    gave these bits for."""
    both = [entry for entry in groups.get(one.topic_id, ()) if entry in groups.get(other.topic_id, ())]
    if one.topic_id == other.topic_id or not both:
        return None
    if len(both) == 1:
        return both[0]
    statistics = statistics_lately()
    return min(both, key=lambda entry: abs(statistics.bits_of_group(entry.pk) - bits))
