"""What somebody brings beside what they say here already."""

from dataclasses import dataclass, field

from django.db.models import Q
from django.utils.translation import gettext as _

from apps.profiles import time_zones
from apps.profiles.folding import fold
from apps.profiles.imports.brought import Brought, Fact, label_of
from apps.profiles.imports.offer import Offer
from apps.profiles.likeness import loose
from apps.profiles.models import Profile, Topic, TraitKind, User, Visibility, Vocabulary
from apps.profiles.services.traits import MOST

PHOTO = "photo"
_UNSAID = {"", "UTC"}


@dataclass(frozen=True, slots=True)
class Line:
    """One tick. `there` is what a sensitive fact was open to, where that is more than it comes in with."""

    key: str
    label: str
    text: str = ""
    now: str = ""
    fact: Fact | None = None
    there: str = ""
    ticked: bool = True


@dataclass(slots=True)
class Preview:
    words: list[Line] = field(default_factory=list)
    photo: Line | None = None
    facts: list[Line] = field(default_factory=list)
    same: list[str] = field(default_factory=list)
    left: list[tuple[str, str]] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    offer: Offer = field(default_factory=Offer)

    @property
    def is_empty(self) -> bool:
        return not (self.words or self.photo or self.facts)


def compare(user: User, brought: Brought) -> Preview:
    preview = Preview(left=list(brought.left), unknown=brought.unknown)
    profile = Profile.objects.get(user=user)
    _words(preview, profile, brought)
    _photo(preview, profile, brought)
    _facts(preview, user, brought.facts)
    offered = [line for line in preview.facts if line.fact]
    preview.offer = Offer(
        words={line.key: brought.words[line.key] for line in preview.words},
        before={line.key: getattr(profile, line.key) for line in preview.words},
        photo=brought.photo[1] if preview.photo and brought.photo else None,
        photo_before=profile.photo.name or "",
        facts={line.key: line.fact for line in offered if line.fact},
    )
    return preview


def _words(preview: Preview, profile: Profile, brought: Brought) -> None:
    for key, words in brought.words.items():
        now = getattr(profile, key)
        if now == words:
            preview.same.append(label_of(key))
            continue
        shown, said = (time_zones.place(words), time_zones.place(now)) if key == "time_zone" else (words, now)
        unsaid = now in _UNSAID
        preview.words.append(Line(key, label_of(key), shown, "" if unsaid else said, ticked=unsaid))


def _photo(preview: Preview, profile: Profile, brought: Brought) -> None:
    if not brought.photo:
        return
    now = picture_of(profile)
    if now in brought.photo:
        preview.same.append(_("Photo"))
        return
    preview.photo = Line(PHOTO, _("Photo"), now=profile.photo_url, ticked=now is None)


def picture_of(profile: Profile) -> bytes | None:
    if not profile.photo:
        return None
    try:
        with profile.photo.open("rb") as file:
            return bytes(file.read())
    except FileNotFoundError:
        return None


def _facts(preview: Preview, user: User, facts: list[Fact]) -> None:
    room = MOST - user.traits.count()
    held = set(user.traits.values_list("kind", "topic"))
    entries = _Entries(facts)
    said: set[tuple[str, int | str]] = set()
    for number, fact in enumerate(facts):
        entry = (fact.kind, entries.of(fact))
        if entry in held:
            preview.same.append(fact.label)
        elif entry in said:
            preview.left.append((fact.label, _("It stands in the file twice.")))
        elif len(preview.facts) >= room:
            preview.left.append(
                (fact.label, _("A profile holds a hundred facts. Take one off before you add another."))
            )
        else:
            preview.facts.append(_line(f"fact-{number}", fact))
            said.add(entry)


def _line(key: str, fact: Fact) -> Line:
    closed = not fact.is_sensitive or (fact.visibility == Visibility.HIDDEN and not fact.may_match)
    there = "" if closed else Visibility(fact.visibility).label
    return Line(key, str(TraitKind(fact.kind).label), fact=fact, there=str(there))


class _Entries:
    """Which entries of the vocabulary the names of all these facts mean; as Topic.objects.spelt, asked once."""

    def __init__(self, facts: list[Fact]) -> None:
        names = {(Vocabulary.of(fact.kind).value, fact.name) for fact in facts}
        meant = Q(folded__in={fold(name) for _vocabulary, name in names})
        meant |= Q(loose__in={loose(vocabulary, name) for vocabulary, name in names})
        rows = Topic.objects.filter(meant, vocabulary__in={vocabulary for vocabulary, _name in names})
        self.exact: dict[tuple[str, str], int] = {}
        self.alike: dict[tuple[str, str], int] = {}
        for topic in rows.order_by("pk"):
            entry = topic.merged_into_id or topic.pk
            self.exact[topic.vocabulary, topic.folded] = entry
            self.alike.setdefault((topic.vocabulary, topic.loose), entry)

    def of(self, fact: Fact) -> int | str:
        """Of one that is not there yet, its loose form: two spellings of it are one."""
        vocabulary = Vocabulary.of(fact.kind).value
        likeness = loose(vocabulary, fact.name)
        return self.exact.get((vocabulary, fold(fact.name))) or self.alike.get((vocabulary, likeness)) or likeness
