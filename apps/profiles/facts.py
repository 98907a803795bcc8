"""Facts as the pages list them: by kind, then by name."""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from apps.profiles import reaches
from apps.profiles.models import ProfileTrait, TraitKind, User, Visibility
from apps.profiles.reaches import Lens


def own(user: User) -> list[ProfileTrait]:
    return _in_order(user.traits.select_related("topic"))


def of(person: User, *, reader: User) -> list[ProfileTrait]:
    """What the reader may see, `.shared` where they say the same of themselves; oneself as circle-mates see one."""
    if person == reader:
        return seen_of(person)
    rows = ProfileTrait.objects.visible_to(reader).filter(user=person).select_related("topic")
    return _in_order(rows.annotate(shared=Exists(reader.traits.ordinary().filter(topic=OuterRef("topic")))))


def lenses(person: User) -> list[Lens]:
    """By whose eyes somebody may look at their own page; the first is that of all their circles."""
    circles = Lens("circle", _("People in my circles"), person.traits.everywhere())
    kept = Lens("met", _("People I was introduced to"), person.traits.exclude(visibility=Visibility.HIDDEN))
    return [circles, *reaches.lenses(person), kept]


def seen_of(person: User, lens: Lens | None = None) -> list[ProfileTrait]:
    """What others see, for the person to look at."""
    rows = lens.seen if lens else person.traits.everywhere()
    return _in_order(rows.select_related("topic"))


def _in_order(traits: Iterable[ProfileTrait]) -> list[ProfileTrait]:
    return sorted(traits, key=lambda trait: (TraitKind.values.index(trait.kind), trait.topic.folded))
