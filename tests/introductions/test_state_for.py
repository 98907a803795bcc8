"""What each kind of reader may know of an introduction, at each moment."""

from datetime import datetime, timedelta

import pytest

from apps.circles.models import Circle, Role
from apps.introductions.limits import TIME_TO_ANSWER
from apps.introductions.models import Introduction
from apps.introductions.services.ending import close_due
from apps.profiles.models import User
from tests.factories import join, make_user
from tests.introductions.scenes import ENDING, SEALED, SHADOWS, ask, say_no, say_yes

pytestmark = pytest.mark.django_db
A, M, N = Introduction.State.ASKED, Introduction.State.MADE, Introduction.State.NOT_MADE
SECOND, DAY = timedelta(seconds=1), timedelta(days=1)
# After asking: at once, the day after, just before the closing time, at it, and when all is over.
MOMENTS = [timedelta(), DAY, TIME_TO_ANSWER - SECOND, TIME_TO_ANSWER, TIME_TO_ANSWER + DAY]


def readings(introduction: Introduction, reader: User, at: datetime) -> list[str]:
    fresh = Introduction.objects.get(pk=introduction.pk)
    return [fresh.state_for(reader, at=at + moment) for moment in MOMENTS]


@pytest.mark.parametrize("happening", SEALED)
def test_a_no_a_pause_and_a_deletion_read_like_silence_to_everybody_else(
    happening: str, circle: Circle, carol: User, mina: User, jonas: User, at: datetime
) -> None:
    introduction = ask(circle, mina, jonas, at=at)

    SEALED[happening](introduction, mina, jonas, at)
    say_yes(introduction, jonas, at=at + SECOND)

    before = [readings(introduction, reader, at) for reader in (carol, jonas, mina)]
    close_due(at=at + TIME_TO_ANSWER)
    after = [readings(introduction, reader, at) for reader in (carol, jonas, mina)]
    # A worker that is late, or in time, changes nothing that is read.
    assert before == [[A, A, A, N, N]] * 3
    assert after == [[A, A, A, N, N], [N] * 5, [N] * 5]


@pytest.mark.parametrize("happening", ENDING)
def test_leaving_and_blocking_end_it_at_once_and_for_the_curator_at_the_closing_time(
    happening: str, circle: Circle, carol: User, mina: User, jonas: User, at: datetime
) -> None:
    introduction = ask(circle, mina, jonas, at=at)
    co_curator = make_user("Co")
    join(circle, co_curator, role=Role.CURATOR)

    ENDING[happening](introduction, mina, jonas, at + SECOND)

    assert [readings(introduction, reader, at) for reader in (mina, jonas)] == [[N] * 5] * 2
    assert [readings(introduction, reader, at) for reader in (carol, co_curator)] == [[A, A, A, N, N]] * 2


@pytest.mark.parametrize("happening", SHADOWS)
def test_a_shadow_reads_like_silence_to_the_curator(
    happening: str, circle: Circle, carol: User, mina: User, jonas: User, at: datetime
) -> None:
    SHADOWS[happening](circle, mina, jonas, at - DAY)

    introduction = ask(circle, mina, jonas, at=at)

    assert introduction.shadow
    assert readings(introduction, carol, at) == [A, A, A, N, N]
    close_due(at=at + TIME_TO_ANSWER)
    assert readings(introduction, carol, at) == [A, A, A, N, N]


def test_one_that_is_made_is_made_for_all_of_a_pair_and_the_curator(
    circle: Circle, carol: User, mina: User, jonas: User, at: datetime
) -> None:
    introduction = say_yes(ask(circle, mina, jonas, at=at), mina, jonas, at=at)

    assert [readings(introduction, reader, at) for reader in (mina, jonas, carol)] == [[M] * 5] * 3


@pytest.mark.parametrize("value", ["", "no"])
def test_a_group_is_made_for_those_who_said_yes_only(
    value: str, circle: Circle, carol: User, mina: User, jonas: User, cleo: User, at: datetime
) -> None:
    introduction = ask(circle, mina, jonas, cleo, at=at)
    if value:
        say_no(introduction, cleo, mina, at)

    say_yes(introduction, mina, jonas, at=at)

    assert [readings(introduction, reader, at) for reader in (mina, jonas, carol)] == [[M] * 5] * 3
    assert readings(introduction, cleo, at) == [A, A, A, N, N]


@pytest.mark.parametrize("happening", ENDING)
@pytest.mark.parametrize("is_made", [True, False])
def test_whoever_has_not_said_yes_cannot_tell_by_an_end_whether_a_group_was_made(
    is_made: bool, happening: str, circle: Circle, mina: User, jonas: User, cleo: User, at: datetime
) -> None:
    quiet = make_user("Quiet")
    join(circle, quiet)
    introduction = ask(circle, mina, jonas, cleo, quiet, at=at)
    say_yes(introduction, *([mina, jonas] if is_made else [mina]), at=at)

    ENDING[happening](introduction, cleo, jonas, at + SECOND)

    later = at + 2 * SECOND
    told = [Introduction.objects.get().state_for(reader, at=later) for reader in (cleo, quiet, mina)]
    assert told == [N, N, M if is_made else N]
    assert not Introduction.objects.awaiting(quiet, later).exists()


def test_a_curator_who_is_asked_reads_as_a_participant(circle: Circle, mina: User, jonas: User, at: datetime) -> None:
    co_curator = make_user("Co")
    join(circle, co_curator, role=Role.CURATOR)
    introduction = ask(circle, mina, jonas, co_curator, at=at)

    say_yes(introduction, mina, jonas, at=at)

    assert readings(introduction, co_curator, at) == [A, A, A, N, N]
