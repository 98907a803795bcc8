"""One name in places far from each other is several things: a Lincoln High School in two towns is two schools."""

from dataclasses import replace

import numpy as np
from scipy.cluster.hierarchy import fcluster, linkage

from apps.matching.engine.arrays import Anything, Ints
from apps.matching.engine.facts import CircleFacts
from apps.matching.engine.globe import chord, on_sphere
from apps.matching.engine.kinds import NEAR
from apps.matching.engine.settings import Settings

# Of one name: beyond them they are taken to a tenth of a degree. Each distance between two of them is kept.
MOST_SPOTS = 500


def told_apart(facts: CircleFacts, settings: Settings) -> CircleFacts:
    """The same facts, with a topic of its own for each place of a name: no two facts of one topic are further apart
    than `settings.same_km`. A fact of which nobody says where it is goes with the others while these are one place,
    else with none of them."""
    topics = np.unique(facts.topics, return_inverse=True)[1].astype(np.int64)
    placed = np.isin(facts.kinds, NEAR) & np.isfinite(facts.latitude) & np.isfinite(facts.longitude)
    if not placed.any():
        return facts
    new = facts.topics.astype(np.int64)
    number = first = int(new.max()) + 1
    by_topic = np.flatnonzero(placed)[np.argsort(topics[placed], kind="stable")]
    starts = np.searchsorted(topics[by_topic], np.arange(topics.max() + 2))
    for topic in _in_several_places(facts, topics, placed):
        located = by_topic[starts[topic] : starts[topic + 1]]
        places = _places(np.stack([facts.latitude[located], facts.longitude[located]], axis=1), settings.same_km)
        if places.max() > 0:
            # What nobody says the place of keeps the topic's own number.
            new[located] = number + places
            number += int(places.max()) + 1
    return replace(facts, topics=new) if number > first else facts


def _in_several_places(facts: CircleFacts, topics: Ints, placed: Anything) -> list[int]:
    degrees = np.stack([topics[placed], facts.latitude[placed], facts.longitude[placed]], axis=1)
    which, count = np.unique(np.unique(degrees, axis=0)[:, 0], return_counts=True)
    several: list[int] = which[count > 1].astype(np.int64).tolist()
    return several


def _places(degrees: Anything, most_km: float) -> Ints:
    """int64[f]: the number of each fact's place, from 0."""
    if len(np.unique(degrees, axis=0)) > MOST_SPOTS:
        degrees = np.round(degrees, 1)
    spots, index = np.unique(degrees, axis=0, return_inverse=True)
    groups = fcluster(linkage(on_sphere(spots), method="complete"), t=chord(most_km), criterion="distance")
    return np.asarray(groups - 1, np.int64)[index.ravel()]
