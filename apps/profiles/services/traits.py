"""Facts of a profile: added, changed, taken off."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from apps.instance.text import clean_line
from apps.mail.errors import DomainError
from apps.profiles import reaches, whereabouts
from apps.profiles.changes import record_change
from apps.profiles.folding import fold
from apps.profiles.models import SENSITIVE, ProfileTrait, Topic, TraitKind, User, Visibility, Vocabulary
from apps.profiles.plain_words import has_link
from apps.profiles.services.presence import lock_present
from apps.profiles.services.vocabulary import make_topic
from apps.profiles.topics import may_be_known
from apps.profiles.towns import reading
from apps.profiles.towns.town import Town

MOST = 100
LONGEST = 80  # characters; folding may double them
FIRST_YEAR, LAST_YEAR = 1900, 2100


class BadFact(DomainError):
    """The fact cannot be kept as it was written."""


class BadYears(BadFact):
    """What is wrong is when."""


class FactGone(DomainError):
    """Taken off in the meantime, in another window."""

    def __init__(self) -> None:
        super().__init__(_("This fact is not on your page any more. Add it again if you miss it."))


@dataclass(frozen=True, slots=True)
class NewFact:
    """One that somebody is about to say of themselves, open to their circles."""

    kind: str
    name: str
    year_from: int | None = None
    year_to: int | None = None


@transaction.atomic
def add_traits(user: User, facts: Sequence[NewFact], *, at: datetime) -> list[ProfileTrait]:
    """All of them or, where one cannot be kept, none. In the order of their names, as everybody's: two who bring the
    same new words would otherwise wait for each other."""
    in_order = sorted(facts, key=lambda fact: in_turn(fact.kind, fact.name))
    return [
        add_trait(user, kind=f.kind, name=f.name, year_from=f.year_from, year_to=f.year_to, at=at) for f in in_order
    ]


@transaction.atomic
def add_trait(
    user: User,
    *,
    kind: str,
    name: str,
    at: datetime,
    year_from: int | None = None,
    year_to: int | None = None,
    visibility: str = "",
    may_match: bool = False,
    exceptions: str = "",
    place: str = "",
) -> ProfileTrait:
    """The person's fact; one that they have already is left as it is. "#yankees" is an interest, whatever the kind,
    unless that is a sensitive one. Where nothing is said of who sees it, it is as usual for its kind."""
    lock_present(user)
    kind = TraitKind.INTEREST if name.strip().startswith("#") and kind not in SENSITIVE else kind
    check_years(year_from, year_to)
    plain = plain_name(kind, name)
    town = _town(kind, plain)
    plain = town.label if town else plain
    topic, spelt_as, written = worded(user, kind, plain)
    found = user.traits.filter(kind=kind, topic=topic).first()
    if found:
        return found
    if user.traits.count() >= MOST:
        raise BadFact(_("A profile holds a hundred facts. Take one off before you add another."))
    record_change(user, at=at)
    said = {"written": written, "spelt_as": spelt_as}
    seen = {"visibility": visibility or usual_visibility(kind), "may_match": may_match and kind in SENSITIVE}
    where = whereabouts.of_town(town) if town else whereabouts.read(place, kind)
    values = said | seen | where | {"year_from": year_from, "year_to": year_to, "said_at": at}
    trait = ProfileTrait.objects.get_or_create(user=user, kind=kind, topic=topic, defaults=values)[0]
    if exceptions:
        reaches.put_back(trait, exceptions, at=at)
    return trait


@transaction.atomic
def change_trait(
    trait: ProfileTrait,
    *,
    visibility: str,
    year_from: int | None,
    year_to: int | None,
    at: datetime,
    may_match: bool = False,
) -> ProfileTrait:
    trait = locked(trait)
    check_years(year_from, year_to)
    if trait.visibility == Visibility.HIDDEN != visibility:
        trait.said_at = at
    trait.visibility, trait.year_from, trait.year_to = visibility, year_from, year_to
    trait.may_match = may_match and trait.is_sensitive
    trait.save(update_fields=["visibility", "year_from", "year_to", "may_match", "said_at"])
    record_change(trait.user, at=at)
    return trait


def locked(trait: ProfileTrait) -> ProfileTrait:
    """As it is now, until the transaction ends; raises FactGone."""
    rows = ProfileTrait.objects.select_for_update(of=("self",), no_key=True).select_related("topic", "user")
    found = rows.filter(pk=trait.pk).first()
    if found is None:
        raise FactGone
    return found


def locked_with_owner(trait: ProfileTrait) -> ProfileTrait:
    """The person first, as everybody who locks both; raises AccountGone and FactGone."""
    lock_present(trait.user)
    return locked(trait)


@transaction.atomic
def remove_trait(trait: ProfileTrait, *, at: datetime) -> None:
    ProfileTrait.objects.filter(pk=trait.pk).delete()
    record_change(trait.user, at=at)


def usual_visibility(kind: str) -> Visibility:
    """What is private by its nature begins as one's own."""
    return Visibility.HIDDEN if kind in SENSITIVE else Visibility.CIRCLE_MATES


def plain_name(kind: str, name: str) -> str:
    """The name as it will be read, without a leading #; raises BadFact."""
    plain = clean_line(name).lstrip("#").strip()
    folded = fold(plain)
    if not folded:
        raise BadFact(_("Write a word or two, like #cycling or the name of your school."))
    if len(plain) > LONGEST or len(folded) > 2 * LONGEST:
        raise BadFact(_("Keep a fact to 80 characters. Two short facts are found more easily than a long one."))
    if has_link(plain):
        raise BadFact(
            _("Write its name, not a web address: Booking instead of booking.com. After a full stop leave a space.")
        )
    if kind not in TraitKind.values:
        raise BadFact(_("Choose what kind of fact this is."))
    return plain


def _town(kind: str, name: str) -> Town | None:
    """The one that a place means."""
    return reading.only_one(name) if kind == TraitKind.PLACE else None


def in_turn(kind: str, name: str) -> tuple[str, str]:
    """Whoever adds several facts adds them in the order of this, and nobody waits for another who does so, too."""
    town = _town(kind, name)
    return fold(town.label if town else name), kind


def worded(user: User, kind: str, plain: str) -> tuple[Topic, Topic | None, str]:
    """The entry; the spelling that it was said in, where that is another; and how the person writes it, where they may
    not know how the entry is written."""
    spelling = _spelling(kind, plain)
    topic = spelling.entry
    written = "" if plain == topic.name or may_be_known(topic, user) else plain
    return topic, spelling if spelling != topic else None, written


def _spelling(kind: str, plain: str) -> Topic:
    """How it is spelt in the vocabulary. One that nobody held for a while may be forgotten at this very moment: it is
    taken back, or made anew."""
    while True:
        found = Topic.objects.spelt(Vocabulary.of(kind), plain) or make_topic(Vocabulary.of(kind), plain)
        entry = found.entry
        if entry.unheld_since is None or Topic.objects.filter(pk=entry.pk).update(unheld_since=None):
            return found


def check_years(year_from: int | None, year_to: int | None) -> None:
    """Raises BadYears."""
    for year in (year_from, year_to):
        if year is not None and not FIRST_YEAR <= year <= LAST_YEAR:
            raise BadYears(_("Write a year from 1900 to 2100, like 2008."))
    if year_from and year_to and year_from > year_to:
        raise BadYears(_("The first year is after the last one. Swap them."))
