"""What is kept of what was read: the meetings on which somebody may be shown, and of the people on them nobody else."""

import time
from datetime import datetime, timedelta

import pytest
from allauth.account.models import EmailAddress
from django.apps import apps
from django.utils import timezone

from apps.circles.models import Circle, Membership, SeenBy
from apps.meetings.models import Attendee, Meeting
from apps.meetings.reading.events import Person
from apps.meetings.services.answering import ask_again, confirm, reject
from apps.meetings.services.forgetting import forget, forget_all, forget_over
from apps.meetings.services.keeping import keep
from apps.meetings.services.pasting import keep_pasted
from apps.profiles.models import AddressSwitch, Block, Profile, User
from apps.profiles.services.profile import save_profile
from tests.factories import make_circle, make_user
from tests.meetings.scenes import call, kept_call, person

pytestmark = pytest.mark.django_db
FILE = Meeting.Source.FILE
STRANGER = Person("Vera Unseen", "vera@nowhere.example")


def found(user: User) -> list[tuple[User, str]]:
    rows = Attendee.objects.shown_to(user).select_related("person").order_by("pk")
    return [(row.person, "maybe" if row.is_maybe else row.by) for row in rows]


def test_somebody_is_found_by_the_address_in_whatever_letters(
    mina: User, justin: User, circle: Circle, at: datetime
) -> None:
    meeting = kept_call(mina, Person("J. from sales", justin.email), STRANGER, at=at)

    assert found(mina) == [(justin, "address")]
    assert list(Meeting.objects.visible_to(mina)) == [meeting]


@pytest.mark.parametrize("written", ["Justin Lee", "JUSTIN  LEE", "Lee, Justin", "Jústin Lee"])
def test_by_the_full_name_it_is_a_maybe(written: str, mina: User, justin: User, circle: Circle, at: datetime) -> None:
    kept_call(mina, Person(written, "somebody@else.example"), at=at)

    assert found(mina) == [(justin, "maybe")]


@pytest.mark.parametrize("written", ["Justin", "Lee", "", "Justin Leeds", ", Justin"])
def test_part_of_a_name_is_nobody(written: str, mina: User, justin: User, circle: Circle, at: datetime) -> None:
    assert keep(mina, [call(Person(written, "a@else.example"), at=at)], source=FILE, at=at).meetings == []
    assert not Meeting.objects.exists()


def test_the_reader_is_nobody_they_know(mina: User, circle: Circle, at: datetime) -> None:
    namesake = make_user("Mina Park")
    Membership.objects.create(circle=circle, user=namesake, joined_at=at)
    EmailAddress.objects.create(user=mina, email="mina@work.example", verified=False)
    people = [person(mina), Person("Mina Park", "mina@work.example"), Person("Mina Park", "")]

    assert keep(mina, [call(*people, at=at)], source=FILE, at=at).meetings == []
    # Another address of that name may be the namesake's.
    kept_call(mina, Person("Mina Park", "other@else.example"), at=at)
    assert found(mina) == [(namesake, "maybe")]


def test_a_name_is_found_only_where_the_reader_reads_it(mina: User, justin: User, at: datetime) -> None:
    make_circle("quiet", members=[mina, justin], members_seen_by=SeenBy.CURATORS)

    assert keep(mina, [call(person(justin), at=at)], source=FILE, at=at).meetings == []


def test_that_somebody_paused_is_not_told_by_their_name(mina: User, justin: User, circle: Circle, at: datetime) -> None:
    Profile.objects.filter(user=justin).update(paused_at=at)

    kept_call(mina, person(justin), at=at)

    assert found(mina) == [(justin, "maybe")]  # as with any Justin Lee whose address nobody here has


def hide(mina: User, justin: User) -> None:
    AddressSwitch.objects.create(address=EmailAddress.objects.get(user=justin), on=False)


def pause(mina: User, justin: User) -> None:
    Profile.objects.filter(user=justin).update(paused_at=timezone.now())


def block(mina: User, justin: User) -> None:
    Block.objects.create(blocker=justin, blocked=mina, since=timezone.now())


def leave(mina: User, justin: User) -> None:
    Membership.objects.filter(user=justin).delete()


def unprove(mina: User, justin: User) -> None:
    EmailAddress.objects.filter(user=justin).update(verified=False)


@pytest.mark.parametrize("change", [hide, pause, block, leave, unprove])
def test_whoever_may_not_be_shown_any_more_is_gone_at_once(
    change: "object", mina: User, justin: User, circle: Circle, at: datetime
) -> None:
    kept_call(mina, person(justin), at=at)
    assert Meeting.objects.visible_to(mina).count() == 1

    change(mina, justin)  # type: ignore[operator]  # one of the functions above

    assert (found(mina), Meeting.objects.visible_to(mina).count()) == ([], 0)


def test_a_meeting_is_its_owners_alone(mina: User, justin: User, circle: Circle, at: datetime) -> None:
    kept_call(mina, person(justin), at=at)

    assert (found(justin), Meeting.objects.visible_to(justin).count()) == ([], 0)


def test_nothing_is_kept_of_who_is_not_shown(mina: User, justin: User, circle: Circle, at: datetime) -> None:
    title = "Vera <vera@nowhere.example>, Unseen and Justin: vera's deck"

    meeting = kept_call(mina, person(justin), STRANGER, at=at, title=title, key="vera@nowhere.example-1")

    assert meeting.title == "… and Justin: …'s deck"
    rows = [row for model in apps.get_models() for row in model._base_manager.values_list()]
    assert len(rows) > 10
    assert [row for row in rows if "vera" in str(row).lower() or "unseen" in str(row).lower()] == []


def test_a_meeting_on_which_nobody_is_shown_is_not_kept(mina: User, at: datetime) -> None:
    assert keep(mina, [call(STRANGER, at=at)], source=FILE, at=at).meetings == []
    assert not Meeting.objects.exists()


def test_what_is_read_again_takes_the_place_of_what_was_read(
    mina: User, justin: User, circle: Circle, at: datetime
) -> None:
    first = kept_call(mina, person(justin), at=at)

    moved = kept_call(mina, person(justin), at=at + timedelta(hours=2), title="Moved")

    assert (moved.pk, moved.slug, moved.title) == (first.pk, first.slug, "Moved")
    assert Meeting.objects.get().starts_at == at + timedelta(days=1, hours=2)
    assert found(mina) == [(justin, "address")]


def test_a_cancelled_meeting_goes(mina: User, justin: User, circle: Circle, at: datetime) -> None:
    kept_call(mina, person(justin), at=at)

    outcome = keep(mina, [call(person(justin), at=at, cancelled=True)], source=FILE, at=at)

    assert (outcome.meetings, outcome.cancelled, Meeting.objects.count()) == ([], 1, 0)


def test_whoever_is_not_on_it_any_more_goes(mina: User, justin: User, circle: Circle, at: datetime) -> None:
    tom = make_user("Tom Oak")
    Membership.objects.create(circle=circle, user=tom, joined_at=at)
    kept_call(mina, person(justin), person(tom), at=at)

    kept_call(mina, person(tom), at=at)

    assert found(mina) == [(tom, "address")]


def test_an_answer_to_a_maybe_stays_when_it_is_read_again(
    mina: User, justin: User, circle: Circle, at: datetime
) -> None:
    maybe = Person("Justin Lee", "")
    kept_call(mina, maybe, at=at)
    row = Attendee.objects.get()

    confirm(row, at=at)
    kept_call(mina, maybe, at=at)
    assert (found(mina), Attendee.objects.sure().count()) == ([(justin, "name")], 1)

    reject(row, at=at)
    keep(mina, [call(maybe, at=at)], source=FILE, at=at)
    assert (found(mina), Meeting.objects.visible_to(mina).count()) == ([], 0)

    ask_again(row)
    assert (found(mina), Attendee.objects.sure().count()) == ([(justin, "maybe")], 0)


def test_an_address_says_more_than_a_name(mina: User, justin: User, circle: Circle, at: datetime) -> None:
    kept_call(mina, Person("Justin Lee", ""), at=at)
    reject(Attendee.objects.get(), at=at)

    kept_call(mina, person(justin), at=at)

    assert found(mina) == [(justin, "address")]


def test_what_is_pasted_twice_is_one_meeting(mina: User, justin: User, circle: Circle, at: datetime) -> None:
    when = {"title": "With Vera and Justin", "starts_at": None, "at": at}

    for _time in range(2):
        (meeting,) = keep_pasted(mina, [person(justin), STRANGER], **when).meetings  # type: ignore[arg-type]  # as above

    assert (meeting.title, meeting.starts_at, Meeting.objects.count()) == ("With … and Justin", None, 1)
    assert meeting.ends_at == datetime(2026, 3, 5, tzinfo=mina.profile.zone)
    assert keep_pasted(mina, [STRANGER], title="", starts_at=at, at=at).meetings == []


def test_meetings_are_forgotten_a_month_after(mina: User, justin: User, circle: Circle, at: datetime) -> None:
    meeting = kept_call(mina, person(justin), at=at)

    assert forget_over(at=meeting.ends_at + timedelta(days=30, seconds=-1)) == 0
    assert forget_over(at=meeting.ends_at + timedelta(days=30)) == 1
    kept_call(mina, person(justin), at=at)
    Attendee.objects.all().delete()
    assert (forget_over(at=at), forget_over(at=at), Meeting.objects.count()) == (1, 0, 0)


def test_meetings_are_forgotten_one_by_one_or_all_at_once(
    mina: User, justin: User, circle: Circle, at: datetime
) -> None:
    theirs = kept_call(justin, person(mina), at=at)
    for key in ("one", "two", "three"):
        mine = kept_call(mina, person(justin), at=at, key=key)

    forget(mine)
    assert Meeting.objects.filter(user=mina).count() == 2
    assert (forget_all(mina), forget_all(mina)) == (2, 0)
    assert list(Meeting.objects.all()) == [theirs]


@pytest.mark.parametrize("confirmed", [False, True])
def test_who_changes_their_name_is_not_found_by_the_former_one(
    confirmed: bool, mina: User, justin: User, circle: Circle, at: datetime
) -> None:
    kept_call(mina, Person("Justin Lee", ""), at=at)
    if confirmed:
        confirm(Attendee.objects.get(), at=at)

    save_profile(justin, {"name": "Joe Smith"}, at=at)

    assert found(mina) == ([(justin, "name")] if confirmed else [])


def test_a_full_calendar_is_kept_in_a_second(mina: User, justin: User, circle: Circle, at: datetime) -> None:
    """As many meetings and people as are read at a time; with room for a busy machine."""
    crowd = [Person(f"Vera Number {number}", f"v{number}@nowhere.example") for number in range(2000)]
    events = [
        call(person(justin), *(crowd[(7 * number + place) % 2000] for place in range(199)), at=at, key=str(number))
        for number in range(500)
    ]
    begin = time.process_time()

    assert len(keep(mina, events, source=FILE, at=at).meetings) == 500

    assert time.process_time() - begin < 5


def test_who_is_gone_is_on_nobodys_meetings(mina: User, justin: User, circle: Circle, at: datetime) -> None:
    tom = make_user("Tom Oak")
    Membership.objects.create(circle=circle, user=tom, joined_at=at)
    kept_call(mina, person(justin), person(tom), at=at)
    # Erased while this was written.
    User.objects.filter(pk=justin.pk).update(is_active=False)

    assert forget_over(at=at) == 0

    assert list(Attendee.objects.values_list("person", flat=True)) == [tom.pk]


def test_forgetting_counts_meetings_and_not_people(mina: User, justin: User, circle: Circle, at: datetime) -> None:
    tom = make_user("Tom Oak")
    Membership.objects.create(circle=circle, user=tom, joined_at=at)
    kept_call(mina, person(justin), person(tom), at=at)

    assert forget_over(at=at + timedelta(days=60)) == 1
