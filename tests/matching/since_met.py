"""Two who have met, and what they say since."""

from datetime import datetime, timedelta
from typing import Any

from apps.matching.services.telling import note_told
from apps.matching.since_met import newly_shared
from apps.profiles.models import User
from tests.factories import AT, add_trait, connect, make_user
from tests.matching.scenes import crowd, refreshed_circle

NOW, MET, SINCE = AT + timedelta(days=60), AT, AT + timedelta(days=50)
BEES = "You and Ana both like #bees"


def met_by(mina: User) -> User:
    """Ana: both are in a circle with others, so that something may be rare."""
    ana = make_user("Ana Kovač")
    refreshed_circle("marketing", [mina, ana, *crowd(40)])
    connect(mina, ana, since=MET)
    return ana


def both_say(*people: User, name: str = "#bees", kind: str = "interest", at: datetime = SINCE, **fields: Any) -> None:
    for user in people:
        add_trait(user, kind, name, said_at=at, **fields)


def sentence(user: User, at: datetime = NOW, digest: int | None = None) -> str:
    found = newly_shared(user, at=at, digest=digest)
    return found.reason.sentence if found else ""


def told(user: User, at: datetime = NOW, digest: int | None = None) -> str:
    """As a page or a mail tells it."""
    found = newly_shared(user, at=at, digest=digest)
    note_told(found, user, at=at, mail_id=digest)
    return found.reason.sentence if found else ""
