"""Facts that somebody's list says of a person, and that the person ticks or lets go."""

from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from apps.circles.models import Circle, InvitedFact
from apps.mail.errors import DomainError
from apps.profiles.models import User
from apps.profiles.services.traits import add_trait


def facts_said_of(user: User, circle: Circle) -> QuerySet[InvitedFact]:
    said = InvitedFact.objects.filter(invitation__accepted_by=user, invitation__circle=circle)
    return said.select_related("invitation__inviter__profile").order_by("kind", "name", "pk")


def inviter_of(said: Sequence[InvitedFact]) -> User | None:
    """Whose list it is, while they are there."""
    inviters = (fact.invitation.inviter for fact in said)
    return next((user for user in inviters if user and user.is_active and not user.suspended_at), None)


@transaction.atomic
def settle_facts(user: User, circle: Circle, *, ticked: Collection[int], at: datetime) -> list[str]:
    """Makes the ticked facts the person's own, open to their circles, and forgets all of them. What was wrong with
    any that could not be added."""
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    waiting = list(facts_said_of(user, circle).select_for_update(of=("self",), no_key=True))
    complaints = [said for fact in waiting if fact.pk in ticked for said in _adopt(fact, user, at)]
    InvitedFact.objects.filter(pk__in=[fact.pk for fact in waiting]).delete()
    return complaints


def _adopt(fact: InvitedFact, user: User, at: datetime) -> list[str]:
    try:
        with transaction.atomic():
            add_trait(user, kind=fact.kind, name=fact.name, year_from=fact.year_from, year_to=fact.year_to, at=at)
    except DomainError as error:
        return [str(error)]
    return []
