"""What the tests of this room do again and again; by the clock unless told a moment, because pages go by it."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apps.circles.models import Circle
from apps.circles.services import leaving
from apps.introductions.models import Conversation, Introduction
from apps.introductions.services import putting
from apps.introductions.services.answering import answer
from apps.introductions.services.introducing import introduce
from apps.introductions.services.keeping_away import keep_away
from apps.introductions.services.passing import give_reason
from apps.profiles.models import User
from apps.profiles.services import leaving as accounts
from apps.profiles.services.blocking import block
from apps.profiles.services.profile import pause
from tests.factories import make_circle

NOTE = "You two should meet."


def ask(circle: Circle, *people: User, note: str = NOTE, at: datetime | None = None) -> Introduction:
    """A curator of the circle introduces them."""
    by = circle.memberships.filter(role="curator").order_by("pk")[0].user
    return introduce(circle, people, by=by, note=note, at=at or timezone.now())


def put_to_all(introduction: Introduction, at: datetime | None = None) -> Introduction:
    """As if everybody had room for it."""
    people = User.objects.filter(answers__introduction=introduction, answers__put_at=None)
    putting._mark(introduction, list(people), at or introduction.asked_at)
    return introduction


def say_yes(introduction: Introduction, *people: User, at: datetime | None = None) -> Introduction:
    for user in people:
        introduction = answer(introduction, user=user, value="yes", at=at or timezone.now())
    return introduction


def conversation_of(circle: Circle, *people: User, note: str = NOTE, at: datetime | None = None) -> Conversation:
    """They were introduced, and all said yes, however many asks they have had this week."""
    return say_yes(put_to_all(ask(circle, *people, note=note, at=at)), *people, at=at).conversation


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def url(name: str, *args: object) -> str:
    return reverse(f"introductions:{name}", args=args)


def read(user: User, name: str, *args: object) -> str:
    response = signed_in(user).get(url(name, *args))
    assert response.status_code == 200
    return str(response.text)


def steady(text: str) -> str:
    """A page without what differs from one reading to the next."""
    return re.sub(r'csrfmiddlewaretoken" value="\w+"|nonce="[^"]+"', "", text)


def masked(text: str) -> str:
    """Also without what differs from one introduction to the next: ids, also whose page it is, and moments."""
    return re.sub(r"\d+", "0", re.sub(r'datetime="[^"]+"|name="reader" content="\w*"', "", steady(text)))


def say_nothing(introduction: Introduction, who: User, other: User, at: datetime) -> None:
    pass


def say_no(introduction: Introduction, who: User, other: User, at: datetime) -> None:
    answer(introduction, user=who, value="no", at=at)


def take_back_a_yes(introduction: Introduction, who: User, other: User, at: datetime) -> None:
    say_yes(introduction, who, at=at)
    say_no(introduction, who, other, at)


def say_no_and_why(introduction: Introduction, who: User, other: User, at: datetime) -> None:
    say_no(introduction, who, other, at)
    give_reason(introduction, user=who, reason="not_them")


def never_with(introduction: Introduction, who: User, other: User, at: datetime) -> None:
    keep_away(who, other, at=at)


def pause_all(introduction: Introduction, who: User, other: User, at: datetime) -> None:
    pause(who, at=at)


def ask_deletion(introduction: Introduction, who: User, other: User, at: datetime) -> None:
    accounts.ask_deletion(who, at=at)


def block_other(introduction: Introduction, who: User, other: User, at: datetime) -> None:
    block(who, other, at=at)


def leave(introduction: Introduction, who: User, other: User, at: datetime) -> None:
    leaving.leave(introduction.circle, user=who, at=at)


Happening = Callable[[Introduction, User, User, datetime], None]
# What may happen after somebody was asked; to those who asked, and to the other, each looks like the first.
SEALED: dict[str, Happening] = {
    "silence": say_nothing,
    "no": say_no,
    "a yes taken back": take_back_a_yes,
    "no with a reason": say_no_and_why,
    "never with": never_with,
    "pause": pause_all,
    "deletion": ask_deletion,
}
# These end it at once for the participants, and for those who asked at the closing time only.
ENDING: dict[str, Happening] = {"block": block_other, "leave": leave}


def blocked_before(circle: Circle, who: User, other: User, at: datetime) -> None:
    block(who, other, at=at)


def paused_before(circle: Circle, who: User, other: User, at: datetime) -> None:
    pause(who, at=at)


def on_the_way_out_before(circle: Circle, who: User, other: User, at: datetime) -> None:
    accounts.ask_deletion(who, at=at)


def asked_elsewhere_before(circle: Circle, who: User, other: User, at: datetime) -> None:
    ask(make_circle(members=[who, other]), who, other, at=at)


def met_elsewhere_before(circle: Circle, who: User, other: User, at: datetime) -> None:
    conversation_of(make_circle(members=[who, other]), who, other, at=at)


def refused_before(circle: Circle, who: User, other: User, at: datetime) -> None:
    earlier = ask(circle, who, other, at=at - timedelta(days=30))
    say_no(earlier, who, other, at - timedelta(days=29))


def never_before(circle: Circle, who: User, other: User, at: datetime) -> None:
    keep_away(who, other, at=at)


# What makes a set of people one that is privately not to be introduced.
SHADOWS: dict[str, Callable[[Circle, User, User, datetime], None]] = {
    "blocked": blocked_before,
    "paused": paused_before,
    "on the way out": on_the_way_out_before,
    "asked elsewhere": asked_elsewhere_before,
    "met elsewhere": met_elsewhere_before,
    "refused": refused_before,
    "never with": never_before,
}
