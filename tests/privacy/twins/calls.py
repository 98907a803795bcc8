"""Who is on whose next meetings, and what comes of it."""

from apps.matching.errors import HaveMet, SuggestionGone
from apps.matching.services.asking import ask_to_meet
from apps.meetings.models import Evening, Meeting
from apps.meetings.services import evenings, forwarding
from apps.meetings.services.keeping import keep
from apps.profiles.models import User
from tests.meetings.scenes import call, person
from tests.privacy.twins.deeds import see_cards
from tests.privacy.twins.world import World


def bring(world: World) -> None:
    """A call with everybody of the circle; then all its pages are looked at."""
    mates = User.objects.filter(memberships__circle=world.town.circle).exclude(pk=world.actor.pk).order_by("pk")
    event = call(*map(person, mates.select_related("profile")), at=world.at)
    for meeting in keep(world.actor, [event], source=Meeting.Source.FILE, at=world.at).meetings:
        world.client(world.actor.pk).get(f"/meetings/{meeting.slug}/")


def hear_the_evening_before(world: World) -> None:
    """In a mail, of a call with everybody; and from then on they forward invitations."""
    bring(world)
    evenings.want(world.actor, at=world.at)
    Evening.objects.update(next_at=world.at, next_on=world.at.date())
    evenings.run_due(at=world.at)
    forwarding.renew_address(world.actor, at=world.at)


def ask_from_one(world: World) -> None:
    """For the other one, who has more in common with them than anybody."""
    see_cards(world)
    bring(world)
    try:
        ask_to_meet(world.other, world.circle, by=world.actor, at=world.at)
    except (HaveMet, SuggestionGone):
        return
