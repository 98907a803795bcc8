"""The bench tells nothing of what is sealed: whatever changes behind it, the page stays the same, byte for byte."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from apps.circles.models import Circle
from apps.circles.models.glad import ANSWERED_WITHIN
from apps.circles.services.gladness import note_asked, rest, rest_silent, stay
from apps.circles.services.ticks import tick
from apps.introductions.limits import TIME_TO_ANSWER
from apps.introductions.models import Introduction
from apps.introductions.services.answering import answer
from apps.introductions.services.ending import close_due
from apps.introductions.services.introducing import introduce
from apps.introductions.services.keeping_away import keep_away
from apps.introductions.services.passing import give_reason, reopen
from apps.matching.models import Dismissal, Suggestion
from apps.matching.services.refreshing import refresh_circle
from apps.matching.services.wishing import wish
from apps.matching.suggesting import show, suggestions_for
from apps.profiles.models import Block, User, Visibility
from tests.bench.pages import seen
from tests.factories import add_trait, connect, join, make_user
from tests.matching.scenes import LATER, crowd, refreshed_circle

pytestmark = pytest.mark.django_db
Step = Callable[[tuple[User, User], Circle, datetime], None]


def do_block(pair: tuple[User, User], circle: Circle, at: datetime) -> None:
    Block.objects.create(blocker=pair[0], blocked=pair[1], since=at)


def do_pause(pair: tuple[User, User], circle: Circle, at: datetime) -> None:
    pair[0].profile.paused_at = at
    pair[0].profile.save()


def do_rest(pair: tuple[User, User], circle: Circle, at: datetime) -> None:
    rest(circle.memberships.get(user=pair[0]), at=at)


def be_asked_whether_still_glad(pair: tuple[User, User], circle: Circle, at: datetime) -> None:
    for user in pair:
        note_asked(circle.memberships.get(user=user), at=at)
    stay(circle.memberships.get(user=pair[0]), at=at)
    rest_silent(at=at + ANSWERED_WITHIN)


def do_leave_soon(pair: tuple[User, User], circle: Circle, at: datetime) -> None:
    User.objects.filter(pk=pair[0].pk).update(leaving_at=at)


def do_wish(pair: tuple[User, User], circle: Circle, at: datetime) -> None:
    wish(suggestions_for(pair[0], at=at)[0].suggestion, by=pair[0], at=at)


def do_dismiss(pair: tuple[User, User], circle: Circle, at: datetime) -> None:
    Dismissal.objects.create(user=pair[0], other=pair[1], at=at)


def do_tick(pair: tuple[User, User], circle: Circle, at: datetime) -> None:
    tick(circle, ticker=pair[0], known=pair[1], at=at)


def never_with(pair: tuple[User, User], circle: Circle, at: datetime) -> None:
    """Of two who are proposed, and of two who are being asked."""
    keep_away(*pair, at=at)
    keep_away(pair[0], User.objects.get(profile__name="Ana"), at=timezone.now())


def say_why_and_reopen_elsewhere(pair: tuple[User, User], circle: Circle, at: datetime) -> None:
    refuse_elsewhere(pair, circle, at)
    asked = Introduction.objects.get(circle__tag="elsewhere")
    for user, reason in zip(pair, ("not_now", "known"), strict=True):
        give_reason(asked, user=user, reason=reason)
        reopen(asked, user=user, at=at + TIME_TO_ANSWER)


def hide_canary(pair: tuple[User, User], circle: Circle, at: datetime) -> None:
    for user in pair:
        add_trait(user, "interest", "#canary", visibility=Visibility.HIDDEN)
        add_trait(user, "employer", "Canary Works", visibility=Visibility.INTRODUCED)


def be_asked_elsewhere(pair: tuple[User, User], circle: Circle, at: datetime) -> None:
    other = refreshed_circle("elsewhere", list(pair))
    introduce(other, pair, by=other.memberships.get(role="curator").user, note="Meet.", at=at)


def meet_elsewhere(pair: tuple[User, User], circle: Circle, at: datetime) -> None:
    connect(*pair, circle=refreshed_circle("elsewhere", list(pair)))


def do_show(pair: tuple[User, User], circle: Circle, at: datetime) -> None:
    for user in pair:
        show(suggestions_for(user, at=at), user, "home", at)


def refuse_elsewhere(pair: tuple[User, User], circle: Circle, at: datetime) -> None:
    other = refreshed_circle("elsewhere", list(pair))
    asked = introduce(other, pair, by=other.memberships.get(role="curator").user, note="Meet.", at=at)
    for user in pair:
        answer(asked, user=user, value="no", at=at)


def block_whom_they_were_introduced_to(pair: tuple[User, User], circle: Circle, at: datetime) -> None:
    """Between people that the bench tells of; the ask ends at once, and says so nowhere."""
    Block.objects.create(blocker=pair[0], blocked=User.objects.get(profile__name="Ana"), since=at)


def use_up_capacity(pair: tuple[User, User], circle: Circle, at: datetime) -> None:
    others = crowd(3)
    other = refreshed_circle("busy", [*pair, *others])
    keeper = other.memberships.get(role="curator").user
    for someone in others:
        introduce(other, [pair[0], someone], by=keeper, note="Meet.", at=timezone.now())


SEALED = [
    never_with,
    say_why_and_reopen_elsewhere,
    do_show,
    refuse_elsewhere,
    block_whom_they_were_introduced_to,
    use_up_capacity,
    do_block,
    do_pause,
    do_rest,
    be_asked_whether_still_glad,
    do_leave_soon,
    do_wish,
    do_dismiss,
    do_tick,
    hide_canary,
    be_asked_elsewhere,
    meet_elsewhere,
]


@pytest.mark.parametrize("sealed", SEALED)
def test_bench_tells_nothing_of_what_is_sealed(
    sealed: Step, circle: Circle, carol: User, pair: tuple[User, User], at: datetime
) -> None:
    before = seen(carol, circle)

    sealed(pair, circle, at)
    refresh_circle(circle.pk, at=LATER)

    assert seen(carol, circle) == before
    assert "canary" not in before.casefold()


def be_wished_for_from_afar(pair: tuple[User, User], circle: Circle, at: datetime) -> None:
    """The other wishes, too, and lets the curators see it; nothing comes of it, for one of them has paused."""
    do_pause(pair, circle, at)
    wish(Suggestion.objects.get(low=pair[0], high=pair[1]), by=pair[1], at=at, told=True)


def be_kept_away_from(pair: tuple[User, User], circle: Circle, at: datetime) -> None:
    """By whom one wished to meet. Who wished and then says never takes the wish back, and knows that it was on show."""
    keep_away(pair[1], pair[0], at=at)


OF_OTHERS = [step for step in SEALED if step not in (do_wish, never_with)]


@pytest.mark.parametrize("sealed", [be_wished_for_from_afar, be_kept_away_from, *OF_OTHERS])
def test_bench_with_a_wish_on_it_tells_nothing_more(
    sealed: Step, circle: Circle, carol: User, pair: tuple[User, User], at: datetime
) -> None:
    Circle.objects.filter(pk=circle.pk).update(shows_wishes=True)
    circle.refresh_from_db()
    card = suggestions_for(pair[0], at=at)[0]
    wish(card.suggestion, by=pair[0], at=at, told=True)
    before = seen(carol, circle)

    sealed(pair, circle, at)
    refresh_circle(circle.pk, at=LATER)

    assert "Mina would like to meet Jonas." in before
    assert seen(carol, circle) == before


def test_bench_tells_nothing_of_who_in_a_group_said_yes(circle: Circle, carol: User, pair: tuple[User, User]) -> None:
    """Not by who is proposed to whom, by who counts as knowing nobody, nor by whom two others both know."""
    now, third, friend = timezone.now(), make_user("Third"), make_user("Friend")
    for user in (third, friend):
        join(circle, user, at=now)
    for name in ("#comets", "#lichens", "#weaving"):
        for user in (pair[0], third, friend):
            add_trait(user, "interest", name)
    # Named where two others both know them.
    pair[0].profile.may_be_named = True
    pair[0].profile.save()
    connect(pair[0], friend, circle=circle)
    group = introduce(circle, [*pair, third], by=carol, note="Meet.", at=now)
    for user in pair:
        group = answer(group, user=user, value="yes", at=now)
    refresh_circle(circle.pk, at=LATER)
    two = seen(carol, circle)

    answer(group, user=third, value="yes", at=now)
    refresh_circle(circle.pk, at=LATER)

    assert group.state == "made"
    assert "#comets" in two
    assert seen(carol, circle) == two


@pytest.mark.parametrize("value", ["yes", "no"])
def test_bench_tells_nothing_of_an_answer(
    value: str, circle: Circle, carol: User, pair: tuple[User, User], at: datetime
) -> None:
    now = timezone.now()
    introduction = introduce(circle, pair, by=carol, note="Meet.", at=now)
    before = seen(carol, circle)

    answer(introduction, user=pair[0], value=value, at=now + timedelta(minutes=1))

    assert seen(carol, circle) == before


def test_bench_tells_silence_and_two_noes_alike_when_it_is_over(
    circle: Circle, carol: User, pair: tuple[User, User], at: datetime
) -> None:
    introduction = introduce(circle, pair, by=carol, note="Meet.", at=at)
    before = seen(carol, circle)

    for user in pair:
        answer(introduction, user=user, value="no", at=at + timedelta(hours=1))
    close_due(at=timezone.now())

    assert "did not happen" in before
    assert seen(carol, circle) == before
