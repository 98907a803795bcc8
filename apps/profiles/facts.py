"""Facts as the pages list them: by kind, then by name."""

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from apps.profiles import reaches
from apps.profiles.models import Handle, ProfileTrait, TraitKind, User, Visibility
from apps.profiles.models.trait import ProfileTraitQuerySet
from apps.profiles.places import are_two
from apps.profiles.reaches import Lens

MET = "met"


def own(user: User) -> list[ProfileTrait]:
    return listed(user.traits.all())


def of(person: User, *, reader: User) -> list[ProfileTrait]:
    """What the reader may see, `.shared` where they say the same of themselves; oneself as circle-mates see one."""
    if person == reader:
        return listed(person.traits.everywhere())
    rows = ProfileTrait.objects.visible_to(reader).filter(user=person)
    found = listed(rows.annotate(shared=Exists(reader.traits.ordinary().filter(topic=OuterRef("topic")))))
    return _told_apart(found, reader)


def lenses(person: User) -> list[Lens]:
    """By whose eyes somebody may look at their own page; the first is that of all their circles."""
    circles = Lens("circle", _("People in my circles"), person.traits.everywhere())
    kept = Lens(MET, _("People I was introduced to"), person.traits.exclude(visibility=Visibility.HIDDEN))
    return [circles, *reaches.lenses(person), kept]


def handles(person: User, *, reader: User, lens: Lens | None) -> list[Handle]:
    """What the reader may see of what somebody is called elsewhere; of oneself, by the lens looked through."""
    if lens is None:
        rows = Handle.objects.visible_to(reader).filter(user=person)
    else:
        rows = person.handles.unhidden() if lens.key == MET else person.handles.open()
    return list(rows.order_by("site", "name", "pk"))


def listed(traits: ProfileTraitQuerySet) -> list[ProfileTrait]:
    rows = traits.select_related("topic")
    return sorted(rows, key=lambda trait: (TraitKind.values.index(trait.kind), trait.topic.folded))


def _told_apart(found: list[ProfileTrait], reader: User) -> list[ProfileTrait]:
    """Schools of one name in two towns are not shared."""
    placed = [fact for fact in found if fact.shared and fact.town]  # type: ignore[attr-defined]  # annotated
    if placed:
        own = list(
            reader.traits.ordinary().filter(topic__in=[fact.topic_id for fact in placed]).select_related("topic")
        )
        for fact in placed:
            same = [mine for mine in own if mine.topic_id == fact.topic_id and not are_two(mine, fact)]
            fact.shared = bool(same)  # type: ignore[attr-defined]  # annotated
    return found
