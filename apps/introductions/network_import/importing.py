"""A pseudonymous network as members at once: checked, staged, published."""

from datetime import datetime

from django.db import transaction

from apps.introductions.network_import import after, staging
from apps.introductions.network_import.network import Network
from apps.introductions.network_import.publishing import publish
from apps.introductions.network_import.refusing import lock_circles, refuse_invited, refuse_others_circles
from apps.profiles.models import User


def import_network(
    network: Network, *, curator: User | None, purpose: str, at: datetime, progress: staging.Progress
) -> dict[str, int]:
    """How many rows were added, by kind. Cut off before the end it leaves nothing that anybody sees. Without a curator,
    an account that nobody can use keeps the circles."""
    refuse_invited(network.source)
    found = curator or _keeper_of(network.source)
    refuse_others_circles(network.tags, keeper=found)
    staging.stage(network, progress=progress)
    with transaction.atomic():
        lock_circles(network.tags)
        keeper = found or _make_keeper(network.source)
        added, circles = publish(network.source, curator_id=keeper.pk, purpose=purpose, at=at)
        # Once more: somebody may have made a circle, or closed theirs, in the meantime.
        refuse_others_circles(network.tags, keeper=keeper)
        after.run(circles, at)
    staging.clear(network.source)
    return added


def _keeper_of(source: str) -> User | None:
    return User.objects.filter(email=staging.keepers_address(source)).first()


def _make_keeper(source: str) -> User:
    keeper = User.objects.create_user(staging.keepers_address(source))
    keeper.profile.name = f"Keeper of {source}"[:80]
    keeper.profile.save(update_fields=["name"])
    return keeper
