"""Facts as the pages list them: by kind, then by name."""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef

from apps.profiles.models import ProfileTrait, TraitKind, User, Visibility


def own(user: User) -> list[ProfileTrait]:
    return _in_order(user.traits.select_related("topic"))


def of(person: User, *, reader: User) -> list[ProfileTrait]:
    """What the reader may see, `.shared` where they say the same of themselves; oneself as circle-mates see one."""
    if person == reader:
        return seen_of(person, by="circle")
    rows = ProfileTrait.objects.visible_to(reader).filter(user=person).select_related("topic")
    return _in_order(rows.annotate(shared=Exists(reader.traits.ordinary().filter(topic=OuterRef("topic")))))


def seen_of(person: User, *, by: str) -> list[ProfileTrait]:
    """What others see, for the person to look at: `by` "circle", somebody of their circles, or "met", somebody they
    were introduced to."""
    rows = person.traits.open() if by == "circle" else person.traits.exclude(visibility=Visibility.HIDDEN)
    return _in_order(rows.select_related("topic"))


def _in_order(traits: Iterable[ProfileTrait]) -> list[ProfileTrait]:
    return sorted(traits, key=lambda trait: (TraitKind.values.index(trait.kind), trait.topic.folded))
