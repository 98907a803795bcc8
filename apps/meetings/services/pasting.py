"""What was pasted: a list of people, or an invitation, which says who is on it and not in a way one could read when."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from apps.meetings.looking_up import recognisable_by
from apps.meetings.models import Meeting
from apps.meetings.reading.events import Event, Person
from apps.meetings.services.keeping import Kept, Outcome, store
from apps.meetings.services.outdated import event_key
from apps.meetings.titles import Titles
from apps.profiles.models import User

AN_HOUR = timedelta(hours=1)


def keep_pasted(
    user: User,
    people: Sequence[Person],
    *,
    named: Sequence[Person] = (),
    title: str,
    starts_at: datetime | None,
    at: datetime,
    source: str = Meeting.Source.WORDS,
) -> Outcome:
    """One meeting, if somebody on it may be shown. `named`: what may be a name in its sentences. Most of that is none,
    and leaves no gap in the title."""
    found = recognisable_by(user)
    seen, unseen = found.find_all(people).among(people)
    seen = found.find_all(named).among(named)[0] | seen
    kept = Titles(user.profile.name, found.called).kept(title, seen=seen, unseen=unseen)
    ends_at = starts_at + AN_HOUR if starts_at else _end_of_day(at, user)
    # From what is kept alone, so that the same list pasted twice is one meeting, and nothing of the others is in it.
    known_by = f"{kept} {starts_at or ends_at} {sorted(seen)}"
    event = Event("", kept, starts_at or at, ends_at, all_day=False, cancelled=False, people=())
    wanted = [Kept(event_key(known_by), event, kept, seen, timed=starts_at is not None)] if seen else []
    return store(user, wanted, source=source, at=at)


def _end_of_day(at: datetime, user: User) -> datetime:
    tomorrow = at.astimezone(user.profile.zone) + timedelta(days=1)
    return tomorrow.replace(hour=0, minute=0, second=0, microsecond=0)
