"""Real people are asked: everybody in the files becomes an invitation, and what the files say of them waits for their
own tick."""

from collections import defaultdict
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from apps.circles.models import Circle, Invitation, InvitedFact
from apps.circles.models.invitation import TIME_TO_ACCEPT
from apps.circles.purposes import INVITATION
from apps.circles.services.circles import create_circle
from apps.circles.text import refuse_links
from apps.introductions.models import ImportedPerson
from apps.introductions.network_import.network import Network
from apps.mail.errors import DomainError
from apps.mail.models import OutboxMail
from apps.profiles.models import User


class CannotInvite(DomainError):
    """Nobody was invited; the text says what is missing."""


@transaction.atomic
def invite_network(network: Network, *, curator: User, why: str, at: datetime) -> dict[str, int]:
    """All or nothing; people invited by an earlier import of this source are left alone."""
    circles = {tag: _circle(tag, curator, at) for tag in network.tags}
    known = set(ImportedPerson.objects.filter(source=network.source).values_list("external_id", flat=True))
    drafts = [
        (person, _draft(network, circles[tag], person, curator, why, at))
        for tag, person in network.members
        if person not in known
    ]
    Invitation.objects.bulk_create([draft for _person, draft in drafts])
    first: dict[str, Invitation] = {}
    for person, draft in drafts:
        first.setdefault(person, draft)
    keys = [ImportedPerson(source=network.source, external_id=key, invitation=row) for key, row in first.items()]
    ImportedPerson.objects.bulk_create(keys)
    facts = _facts(network, first)
    InvitedFact.objects.bulk_create(facts)
    OutboxMail.objects.bulk_create([_mail(draft, at) for _person, draft in drafts if draft.address])
    return {"circles": len(circles), "people invited": len(first), "invitations": len(drafts), "facts": len(facts)}


def _circle(tag: str, curator: User, at: datetime) -> Circle:
    mine = Circle.objects.curated_by(curator).running().filter(tag=tag).first()
    if mine:
        return mine
    if Circle.objects.filter(tag=tag).exists():
        raise CannotInvite(
            _("There is a circle #%(tag)s already, which %(email)s does not keep. Rename it in circles.csv.")
            % {"tag": tag, "email": curator.email}
        )
    return create_circle(tag, purpose=_("People in #%(tag)s.") % {"tag": tag}, by=curator, at=at)


def _draft(network: Network, circle: Circle, key: str, curator: User, why: str, at: datetime) -> Invitation:
    person = network.people[key]
    sentence = person.why or why
    if not sentence:
        raise CannotInvite(
            _("Nothing says why %(name)s belongs in #%(tag)s. Add a column why to people.csv, or give --why.")
            % {"name": person.name or key, "tag": circle.tag}
        )
    if not person.email and not person.name:
        raise CannotInvite(_("Person %(id)s has neither an email nor a name. Add one to people.csv.") % {"id": key})
    refuse_links(sentence)
    return Invitation(
        circle=circle,
        inviter=curator,
        address=person.email,
        name=person.name,
        sentence=sentence,
        created_at=at,
        expires_at=at + TIME_TO_ACCEPT,
    )


def _facts(network: Network, first: dict[str, Invitation]) -> list[InvitedFact]:
    by_person: dict[str, list[InvitedFact]] = defaultdict(list)
    for key, fact in network.facts.values():
        if key in first:
            row = InvitedFact(invitation=first[key], kind=fact.kind, name=fact.name)
            row.year_from, row.year_to = fact.year_from, fact.year_to
            by_person[key].append(row)
    return [row for rows in by_person.values() for row in rows]


def _mail(invitation: Invitation, at: datetime) -> OutboxMail:
    return OutboxMail(
        purpose=INVITATION,
        key=f"{invitation.pk}",
        address=invitation.address,
        payload={"invitation": invitation.pk},
        lane=OutboxMail.Lane.BULK,
        due_at=at,
    )
