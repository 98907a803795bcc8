"""What always holds of accounts and profiles, and what becomes of them after a restore."""

from collections.abc import Iterable
from datetime import datetime

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.db.models import Count, Exists, OuterRef, Q

from apps.mail import invariants, restoring
from apps.mail.models import OutboxMail
from apps.profiles.accounts import PURPOSE
from apps.profiles.folding import fold
from apps.profiles.models import Block, Change, Handle, ProfileTrait, Topic, TraitKind, User, Vocabulary
from apps.profiles.services.second_steps import forget_unreadable_codes


def register() -> None:
    invariants.register("Every account has a profile", _without_profile)
    invariants.register("An account with addresses has one of them as its own, and logs in with it", _wrong_address)
    invariants.register("An erased account holds nothing", _erased_with_something)
    invariants.register("A topic is found under its folded name", _wrongly_folded)
    invariants.register("A fact stands in the vocabulary of its kind", _wrong_vocabulary)
    restoring.register(drop_account_mails)
    restoring.register(free_changes)
    restoring.register(forget_unreadable_codes)


def _without_profile(at: datetime) -> Iterable[object]:
    return User.objects.filter(profile__isnull=True).values_list("pk", flat=True)


def _wrong_address(at: datetime) -> Iterable[object]:
    addresses = EmailAddress.objects.filter(user=OuterRef("pk"))
    own = addresses.filter(primary=True, email__iexact=OuterRef("email"))
    counted = User.objects.annotate(primaries=Count("emailaddress", filter=Q(emailaddress__primary=True)))
    wrong = counted.filter(Exists(addresses)).filter(~Exists(own) | Q(primaries__gt=1))
    return wrong.values_list("pk", flat=True)


def _erased_with_something(at: datetime) -> Iterable[object]:
    this = OuterRef("pk")
    words = ("name", "pronouns", "pronunciation", "headline", "about", "photo")
    said = ~Q(**{f"profile__{field}": "" for field in words})
    rows = (
        Block.objects.filter(Q(blocker=this) | Q(blocked=this)),
        ProfileTrait.objects.filter(user=this),
        Handle.objects.filter(user=this),
        OutboxMail.objects.filter(user=this),
        EmailAddress.objects.filter(user=this),
        Authenticator.objects.filter(user=this),
        SocialAccount.objects.filter(user=this),
        UserSession.objects.filter(user=this),
    )
    holding = said | ~Q(email__endswith="@erased.invalid")
    for one in rows:
        holding |= Q(Exists(one))
    return User.objects.filter(holding, is_active=False).values_list("pk", flat=True)


def _wrongly_folded(at: datetime) -> Iterable[object]:
    topics = Topic.objects.values_list("pk", "name", "folded").iterator()
    return (pk for pk, name, folded in topics if fold(name) != folded)


def _wrong_vocabulary(at: datetime) -> Iterable[object]:
    right = Q(pk__in=[])
    for kind in TraitKind.values:
        right |= Q(kind=kind, topic__vocabulary=Vocabulary.of(kind))
    return ProfileTrait.objects.exclude(right).values_list("pk", flat=True)


def drop_account_mails(at: datetime) -> None:
    """Codes and links of an hour that is over; whoever still wants one asks for another."""
    waiting = OutboxMail.objects.filter(purpose=PURPOSE, state=OutboxMail.State.QUEUED)
    waiting.update(state=OutboxMail.State.DROPPED, settled_at=at, leased_until=None, payload={}, reason="restored")


def free_changes(at: datetime) -> None:
    Change.objects.update(leased_until=None)
