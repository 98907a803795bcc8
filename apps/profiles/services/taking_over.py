"""What somebody brings from another place becomes theirs here, and is taken back."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from apps.instance.files import delete_later, new_picture
from apps.mail.errors import DomainError
from apps.profiles.imports.brought import Fact, label_of
from apps.profiles.imports.comparing import PHOTO, picture_of
from apps.profiles.imports.offer import TIME_TO_UNDO, Offer, as_bytes, as_text, seal, unseal
from apps.profiles.models import Profile, ProfileTrait, User, Visibility
from apps.profiles.services import renaming
from apps.profiles.services.photos import keep_photo, remove_photo
from apps.profiles.services.presence import lock_present
from apps.profiles.services.profile import save_profile
from apps.profiles.services.traits import add_trait, in_turn, remove_trait

AS_THERE = "as-there-"  # before the name of a fact's tick: a sensitive one is as open as it was there


@dataclass(slots=True)
class Outcome:
    taken: list[str] = field(default_factory=list)
    sentences: list[str] = field(default_factory=list)  # what stays as it is, and why
    # What an undo needs: a field's words before and after, the photo before and the name of the new one, facts.
    words: dict[str, tuple[str, str]] = field(default_factory=dict)
    photo: tuple[str, str] | None = None
    facts: list[list[Any]] = field(default_factory=list)

    def sealed(self, user: User) -> str:
        return seal("undo", user, [self.words, self.photo, self.facts])


def take_over(user: User, offer: Offer, *, ticked: Collection[str], at: datetime) -> Outcome:
    """That of the offer which is ticked, all of it or, where something fails, none."""
    outcome = Outcome()
    with _new_file(offer.photo if PHOTO in ticked else None) as name:
        renaming.lock_first(user, offer.words.get("name") if "name" in ticked else None)
        lock_present(user)
        profile = Profile.objects.select_for_update(no_key=True).get(user=user)
        _take_words(profile, offer, ticked, outcome, at)
        if name:
            _take_photo(profile, offer, name, outcome)
        # In the order of everybody's facts: see add_traits.
        chosen = [(key, fact) for key, fact in offer.facts.items() if key in ticked]
        there = set(user.traits.values_list("pk", flat=True))
        for key, fact in sorted(chosen, key=lambda one: in_turn(one[1].kind, one[1].name)):
            _take_fact(user, fact, there, outcome, as_there=AS_THERE + key in ticked, at=at)
    return outcome


@contextmanager
def _new_file(picture: bytes | None) -> Iterator[str]:
    if picture:
        with new_picture("photos", picture) as name:
            yield name
    else:
        with transaction.atomic():
            yield ""


def _take_words(profile: Profile, offer: Offer, ticked: Collection[str], outcome: Outcome, at: datetime) -> None:
    for key, words in offer.words.items():
        now = getattr(profile, key)
        if key not in ticked or now == words:
            continue
        if now != offer.before[key]:
            outcome.sentences.append(_newer(label_of(key)))
            continue
        outcome.words[key] = (now, words)
        outcome.taken.append(label_of(key))
    kept = {key: words for key, (_before, words) in outcome.words.items()}
    if complaint := _save(profile.user, kept, at):
        del outcome.words["name"]
        outcome.taken.remove(label_of("name"))
        outcome.sentences.append(complaint)


def _save(user: User, fields: dict[str, str], at: datetime) -> str:
    """Why the name stays as it is, where it was changed too often today; the others are kept all the same."""
    try:
        with transaction.atomic():
            if fields:
                save_profile(user, fields, at=at)
    except renaming.TooManyNames as error:
        _save(user, {key: words for key, words in fields.items() if key != "name"}, at)
        return str(error)
    return ""


def _take_photo(profile: Profile, offer: Offer, name: str, outcome: Outcome) -> None:
    old = picture_of(profile)
    if (profile.photo.name or "") == offer.photo_before:
        keep_photo(profile.user, name)
        outcome.photo = (as_text(old), name)
        outcome.taken.append(_("Photo"))
        return
    delete_later(name)
    if old != offer.photo:
        outcome.sentences.append(_newer(_("Photo")))


def _newer(label: str) -> str:
    return _("%(what)s was changed in the meantime, and stays as it is.") % {"what": label}


def _take_fact(user: User, fact: Fact, there: set[int], outcome: Outcome, *, as_there: bool, at: datetime) -> None:
    open_to = fact.visibility if as_there or not fact.is_sensitive else Visibility.HIDDEN
    said = fact.values | {"visibility": open_to, "may_match": fact.may_match and as_there}
    try:
        with transaction.atomic():
            trait = add_trait(user, kind=fact.kind, name=fact.name, at=at, **said)
    except DomainError as error:
        outcome.sentences.append(f"{fact.label}: {error}")
        return
    if trait.pk in there:
        sentence = _("%(fact)s is on your page already, and stays as it is.")
        outcome.sentences.append(sentence % {"fact": trait.label})
        return
    there.add(trait.pk)
    outcome.taken.append(trait.label)
    outcome.facts.append([trait.pk, *_said(trait)])


def _said(trait: ProfileTrait) -> list[Any]:
    where = [trait.topic_id, trait.latitude, trait.longitude, trait.town]
    return [trait.visibility, trait.reach, trait.may_match, trait.year_from, trait.year_to, *where]


def take_back(user: User, sealed: str, *, at: datetime) -> list[str]:
    """All that is still as it was taken over; sentences of what was changed since. Raises TooOld."""
    words, photo, facts = unseal("undo", user, sealed, TIME_TO_UNDO)
    with _new_file(as_bytes(photo[0]) if photo else None) as name:
        renaming.lock_first(user, words["name"][0] if "name" in words else None)
        lock_present(user)
        profile = Profile.objects.select_for_update(no_key=True).get(user=user)
        sentences = _words_back(profile, words, at)
        if photo:
            sentences += _photo_back(profile, name, photo[1])
        return sentences + [one for pk, *said in facts for one in _fact_off(user, pk, said, at)]


def _words_back(profile: Profile, words: dict[str, tuple[str, str]], at: datetime) -> list[str]:
    changed = [key for key, (_before, after) in words.items() if getattr(profile, key) != after]
    back = {key: before for key, (before, _after) in words.items() if key not in changed}
    complaint = _save(profile.user, back, at)
    return [_newer(label_of(key)) for key in changed] + ([complaint] if complaint else [])


def _photo_back(profile: Profile, name: str, after: str) -> list[str]:
    """`name`: of the file of the photo before, empty where there was none."""
    if profile.photo.name != after:
        if name:
            delete_later(name)
        return [_newer(_("Photo"))]
    if name:
        keep_photo(profile.user, name)
    else:
        remove_photo(profile.user)
    return []


def _fact_off(user: User, pk: int, said: list[Any], at: datetime) -> list[str]:
    trait = user.traits.select_related("topic", "user").filter(pk=pk).first()
    if trait is None:
        return []
    if _said(trait) != said:
        return [_newer(trait.label)]
    remove_trait(trait, at=at)
    return []
