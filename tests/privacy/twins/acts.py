"""What people and workers do in a story before everybody's eyes. A new act is one function and one line in its table.

An act is told the world, who does it, and the ids of those it is about. What it refuses is an observation of
its doer's.
"""

from apps.bench.services import asking, preparing
from apps.bench.services.holding import hold
from apps.circles.models import Acquaintance
from apps.circles.services import gladness, inviting, leaving, ticks
from apps.circles.services.inviting import Invitee
from apps.digests.services import running, schedules
from apps.introductions.models import Introduction
from apps.introductions.services.answering import answer
from apps.introductions.services.ending import close_due
from apps.introductions.services.introducing import introduce
from apps.introductions.services.pausing import end_due
from apps.introductions.services.putting import put_waiting
from apps.introductions.services.reminding import remind_due
from apps.matching.models import Dismissal
from apps.matching.services import following, refreshing, wishing
from apps.matching.services.parting import part
from apps.matching.statistics import statistics_now
from apps.matching.suggesting import Card, show, suggestions_for
from apps.profiles.models import ProfileTrait, User, Visibility
from apps.profiles.services import leaving as accounts
from apps.profiles.services import profile, traits
from tests.factories import join
from tests.privacy.twins.by_mail import BY_MAIL
from tests.privacy.twins.lettings import LETTINGS, say
from tests.privacy.twins.pitches import PITCHES
from tests.privacy.twins.talks import TALKS
from tests.privacy.twins.world import Act, Work, World


def _people(world: World, ids: tuple[int, ...]) -> list[User]:
    return [world.user(pk) for pk in ids]


def _card(world: World, doer: User, ids: tuple[int, ...]) -> Card | None:
    """Of somebody who is suggested to them now."""
    cards = suggestions_for(doer, at=world.at)
    show(cards, doer, "home", world.at)
    return next((card for card in cards if card.person.pk in ids), None)


def open_home(world: World, doer: User, ids: tuple[int, ...]) -> None:
    world.client(doer.pk).get("/")


def say_yes(world: World, doer: User, ids: tuple[int, ...]) -> None:
    say(world, doer, "yes")


def say_no(world: World, doer: User, ids: tuple[int, ...]) -> None:
    say(world, doer, "no")


def answer_another(world: World, doer: User, ids: tuple[int, ...]) -> None:
    """One in which nothing is hidden."""
    others = Introduction.objects.awaiting(doer, world.at).exclude(answers__user=world.asked[0])
    waiting = others.first()
    if waiting:
        answer(waiting, user=doer, value="yes", at=world.at)


def do_wish(world: World, doer: User, ids: tuple[int, ...]) -> None:
    card = _card(world, doer, ids)
    if card:
        wishing.wish(card.suggestion, by=doer, at=world.at)


def dismiss(world: World, doer: User, ids: tuple[int, ...]) -> None:
    card = _card(world, doer, ids)
    if card:
        wishing.dismiss(card.suggestion, by=doer, at=world.at)


def undo_dismissals(world: World, doer: User, ids: tuple[int, ...]) -> None:
    for dismissal in Dismissal.objects.filter(user=doer):
        wishing.undo_dismissal(dismissal)


def tick(world: World, doer: User, ids: tuple[int, ...]) -> None:
    ticks.tick(world.circle, ticker=doer, known=world.user(ids[0]), at=world.at)


def untick(world: World, doer: User, ids: tuple[int, ...]) -> None:
    for mark in Acquaintance.objects.filter(circle=world.circle, ticker=doer).select_related("known"):
        ticks.untick(world.circle, ticker=doer, known=mark.known, at=world.at)


def say_something_new(world: World, doer: User, ids: tuple[int, ...]) -> None:
    traits.add_trait(doer, kind="interest", name=f"#fact{ids[0] % 4}", at=world.at)


def hide_something(world: World, doer: User, ids: tuple[int, ...]) -> None:
    mine = ProfileTrait.objects.filter(user=doer).order_by("pk").first()
    if mine:
        traits.change_trait(mine, visibility=Visibility.HIDDEN, year_from=None, year_to=None, at=world.at)


def take_a_break(world: World, doer: User, ids: tuple[int, ...]) -> None:
    profile.pause(doer, at=world.at)


def come_back(world: World, doer: User, ids: tuple[int, ...]) -> None:
    profile.resume(doer, at=world.at)


def rest(world: World, doer: User, ids: tuple[int, ...]) -> None:
    gladness.rest(world.circle.memberships.get(user=doer), at=world.at)


def leave(world: World, doer: User, ids: tuple[int, ...]) -> None:
    leaving.leave(world.circle, user=doer, at=world.at)


def come_in(world: World, doer: User, ids: tuple[int, ...]) -> None:
    stranger = world.user(world.town.stranger)
    if not world.circle.memberships.filter(user=stranger).exists():
        join(world.circle, stranger, at=world.at)


def propose(world: World, doer: User, ids: tuple[int, ...]) -> None:
    introduce(world.circle, _people(world, ids), by=doer, note="You should meet.", at=world.at)


def prepare(world: World, doer: User, ids: tuple[int, ...]) -> None:
    preparing.prepare(world.circle, _people(world, ids), by=doer, note="You should talk.", at=world.at)


def ask_again(world: World, doer: User, ids: tuple[int, ...]) -> None:
    introduce(world.circle, _people(world, ids), by=doer, note="Once more.", at=world.at)


def keep_apart(world: World, doer: User, ids: tuple[int, ...]) -> None:
    part(world.circle, _people(world, ids[:2]), by=doer, at=world.at)


def hold_back(world: World, doer: User, ids: tuple[int, ...]) -> None:
    today = world.at.date()
    until = today.fromordinal(today.toordinal() + 9)
    hold(world.circle, _people(world, ids[:2]), until=until, by=doer, at=world.at, today=today)


def invite(world: World, doer: User, ids: tuple[int, ...]) -> None:
    invitee = Invitee(address=f"guest{ids[0]}@example.org")
    inviting.invite(world.circle, [invitee], sentence="Come.", by=doer, at=world.at)


# By a member who is not the one whose answer is hidden; about another.
MEMBERS: dict[str, Act] = {
    "opens the home page": open_home,
    "says yes": say_yes,
    "says no": say_no,
    "says yes elsewhere": answer_another,
    "wishes": do_wish,
    "passes over": dismiss,
    "takes passing over back": undo_dismissals,
    "ticks": tick,
    "unticks": untick,
    "says a fact": say_something_new,
    "hides a fact": hide_something,
    "pauses": take_a_break,
    "comes back": come_back,
    "rests": rest,
    "leaves": leave,
    "comes in": come_in,
    **LETTINGS,
    **TALKS,
    **BY_MAIL,
}
# About those who may not be suggested to each other in one of the two worlds: only for people who are compared.
BY_CARDS = frozenset({"opens the home page", "wishes", "passes over", "adds words to a wish"})
CURATORS: dict[str, Act] = {
    "proposes": propose,
    "prepares": prepare,
    "asks again": ask_again,
    "keeps apart": keep_apart,
    "holds": hold_back,
    "invites": invite,
    **PITCHES,
}


def refresh(world: World) -> None:
    statistics = statistics_now()
    for circle in (world.town.circle, world.town.elsewhere):
        refreshing.refresh_circle(circle, at=world.at, statistics=statistics)


def follow(world: World) -> None:
    changes = following.claim_changes(at=world.at)
    people = {change.user_id for change in changes}
    following.refresh_people(people, at=world.at)
    wishing.settle_waiting(people, at=world.at)
    following.settle_changes(changes)


def send_quick(world: World) -> None:
    world.deliver("quick")


def send_digests(world: World) -> None:
    schedules.ensure_schedules(at=world.at)
    running.run_due(at=world.at)
    world.deliver("bulk")


# By nobody: what beat rings.
WORKERS: dict[str, Work] = {
    "refresh": refresh,
    "follow": follow,
    "close": lambda world: close_due(at=world.at),
    "put": lambda world: put_waiting(at=world.at),
    "remind": lambda world: remind_due(at=world.at),
    "ask prepared": lambda world: asking.ask_due(at=world.at),
    "mail": send_quick,
    "digests": send_digests,
    "end pauses": lambda world: profile.end_pauses(at=world.at),
    "end pauses of pitches": lambda world: end_due(at=world.at),
    "rest": lambda world: gladness.rest_silent(at=world.at),
    "erase": lambda world: accounts.erase_due(at=world.at),
}
