"""A pseudonymous network as members at once: checked, staged, published."""

from datetime import datetime

from apps.introductions.network_import import after, staging
from apps.introductions.network_import.network import Network
from apps.introductions.network_import.publishing import publish
from apps.profiles.models import User


def keeper_of(source: str) -> User:
    """The curator of imported circles for which nobody else was named."""
    address = staging.address_of(source, "keeper")
    found = User.objects.filter(email=address).first()
    if found is None:
        found = User.objects.create_user(address)
        found.profile.name = f"Keeper of {source}"[:80]
        found.profile.save(update_fields=["name"])
    return found


def import_network(
    network: Network, *, curator: User, purpose: str, at: datetime, progress: staging.Progress
) -> dict[str, int]:
    """How many rows were added, by kind. Cut off before the end it leaves nothing that anybody sees."""
    staging.stage(network, progress=progress)
    added, circles = publish(network.source, curator_id=curator.pk, purpose=purpose, at=at)
    after.run(circles, at)
    staging.clear(network.source)
    return added
