"""Who still has to say who they are."""

from apps.profiles.models import User

STEPS = 4
ENOUGH = 3  # open facts with which somebody is no stranger any more


def is_thin(user: User) -> bool:
    """Whether there is too little on a profile for a coincidence to come out of it."""
    return not user.profile.name or user.traits.open().count() < ENOUGH
