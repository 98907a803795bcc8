"""Real people are asked: everybody in the files becomes an invitation, and what the files say of them waits for their
own tick."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from apps.circles.models import Circle, Invitation, InvitedFact
from apps.circles.models.invitation import TIME_TO_ACCEPT
from apps.circles.purposes import INVITATION
from apps.circles.services.circles import create_circle
from apps.circles.services.inviting import take_back
from apps.introductions.models import ImportedPerson
from apps.introductions.network_import.facts import Fact
from apps.introductions.network_import.files import MOST_PROBLEMS
from apps.introductions.network_import.network import Network, Person
from apps.introductions.network_import.refusing import lock_circles, refuse_members, refuse_others_circles
from apps.mail.errors import DomainError
from apps.mail.models import OutboxMail
from apps.profiles.models import Topic, User
from apps.profiles.plain_words import refuse_links


class CannotInvite(DomainError):
    """Nobody was invited; the text says what is missing."""


@transaction.atomic
def invite_network(network: Network, *, curator: User, why: str, at: datetime) -> dict[str, int]:
    """All or nothing; people invited by an earlier import of this source, or by hand, are left alone."""
    refuse_links(why)
    refuse_members(network.source)
    lock_circles(network.tags)
    refuse_others_circles(network.tags, keeper=curator)
    circles = {tag: _circle(tag, curator, at) for tag in network.tags}
    known = set(ImportedPerson.objects.filter(source=network.source).values_list("external_id", flat=True))
    wanted = [(tag, person) for tag, person in network.members if person not in known]
    _refuse_wordless(network, wanted, why)
    drafts = [(person, _draft(network, circles[tag], person, curator, why, at)) for tag, person in wanted]
    invited = _standing([draft for _person, draft in drafts], circles.values(), at)
    rows = [(person, invited.get((draft.circle_id, draft.address), draft)) for person, draft in drafts]
    new = [(person, row) for person, row in rows if row.pk is None]
    Invitation.objects.bulk_create([row for _person, row in new])
    OutboxMail.objects.bulk_create([_mail(row, at) for _person, row in new if row.address])
    keys = [ImportedPerson(source=network.source, external_id=key, invitation=row) for key, row in _first(rows).items()]
    ImportedPerson.objects.bulk_create(keys)
    people = _first(new)
    facts = _facts(network, people)
    return {"circles": len(circles), "people invited": len(people), "invitations": len(new), "facts": facts}


def _refuse_wordless(network: Network, wanted: Sequence[tuple[str, str]], why: str) -> None:
    """Tells of everybody at once who cannot be invited."""
    found = [_missing(network.people[key], tag, why) for tag, key in wanted]
    if complaints := list(dict.fromkeys(filter(None, found))):
        raise CannotInvite("\n".join(complaints[:MOST_PROBLEMS]))


def _missing(person: Person, tag: str, why: str) -> str:
    if not person.email and not person.name:
        return _("Person %(id)s has neither an email nor a name. Add one to people.csv.") % {"id": person.external_id}
    if not person.why and not why:
        sentence = _("Nothing says why %(name)s belongs in #%(tag)s. Add a column why to people.csv, or give --why.")
        return sentence % {"name": person.name or person.external_id, "tag": tag}
    return ""


def _circle(tag: str, curator: User, at: datetime) -> Circle:
    mine = Circle.objects.curated_by(curator).filter(tag=tag).first()
    return mine or create_circle(tag, purpose=_("People in #%(tag)s.") % {"tag": tag}, by=curator, at=at)


def _standing(
    drafts: Sequence[Invitation], circles: Iterable[Circle], at: datetime
) -> dict[tuple[int, str], Invitation]:
    """Open invitations by hand, by circle and address. A no stands like silence; what ran out makes room."""
    wanted = {(draft.circle_id, draft.address) for draft in drafts if draft.address}
    states = (Invitation.State.PENDING, Invitation.State.DECLINED)
    found = {}
    for row in Invitation.objects.filter(circle__in=list(circles), state__in=states):
        if (row.circle_id, row.address) not in wanted:
            continue
        if row.expires_at > at:
            found[row.circle_id, row.address] = row
        else:
            take_back(row, at=at)
    return found


def _first(rows: Sequence[tuple[str, Invitation]]) -> dict[str, Invitation]:
    """Each person's first invitation, in the order of people."""
    first: dict[str, Invitation] = {}
    for person, row in rows:
        first.setdefault(person, row)
    return first


def _draft(network: Network, circle: Circle, key: str, curator: User, why: str, at: datetime) -> Invitation:
    person = network.people[key]
    return Invitation(
        circle=circle,
        inviter=curator,
        address=person.email,
        name=person.name,
        sentence=person.why or why,
        created_at=at,
        expires_at=at + TIME_TO_ACCEPT,
    )


def _facts(network: Network, first: dict[str, Invitation]) -> int:
    said = [(first[key], fact) for key, fact in network.facts.values() if key in first]
    _place([fact for _invitation, fact in said])
    rows = [
        InvitedFact(invitation=row, kind=fact.kind, name=fact.name, year_from=fact.year_from, year_to=fact.year_to)
        for row, fact in said
    ]
    return len(InvitedFact.objects.bulk_create(rows))


def _place(facts: Collection[Fact]) -> None:
    """Where a school stands is said of the school: whoever ticks it finds it in its place."""
    Topic.objects.bulk_create(
        [
            Topic(
                vocabulary=fact.vocabulary,
                name=fact.name,
                folded=fact.folded,
                latitude=fact.latitude,
                longitude=fact.longitude,
            )
            for fact in facts
            if fact.latitude is not None
        ],
        ignore_conflicts=True,
    )


def _mail(invitation: Invitation, at: datetime) -> OutboxMail:
    return OutboxMail(
        purpose=INVITATION,
        key=f"{invitation.pk}",
        address=invitation.address,
        payload={"invitation": invitation.pk},
        lane=OutboxMail.Lane.BULK,
        due_at=at,
    )
