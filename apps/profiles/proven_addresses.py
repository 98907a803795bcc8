from allauth.account.models import EmailAddress

from apps.profiles.models import User


def is_address_of(user: User, address: str) -> bool:
    """Whether they have shown it to be theirs; in any case of letters."""
    ours = EmailAddress.objects.filter(user=user, email__iexact=address, verified=True)
    return bool(address) and ours.exists()
