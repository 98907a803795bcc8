"""Asking somebody, once after they came in, whom of a circle they know already and whether they may be named."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from apps.circles.models import Membership
from apps.circles.services.ticks import mark_known
from apps.profiles.services.profile import allow_naming


@transaction.atomic
def ask_now(membership: Membership) -> bool:
    """Whether to lead them to the question on their way into the circle; they are not led there again."""
    if not Membership.objects.filter(pk=membership.pk, ask_whom_known=True).exists():
        return False
    if not Membership.objects.others_in(membership.circle, membership.user).exists():
        return False
    return bool(Membership.objects.filter(pk=membership.pk, ask_whom_known=True).update(ask_whom_known=False))


@transaction.atomic
def leave_it_out(membership: Membership) -> None:
    Membership.objects.filter(pk=membership.pk).update(ask_whom_known=False)


@transaction.atomic
def answer(
    membership: Membership, *, shown: Collection[int], known: Collection[int], may_be_named: bool | None, at: datetime
) -> Collection[int]:
    """Of one page, as `mark_known` has it; None leaves the question about naming as it was."""
    changed = mark_known(membership.circle, by=membership.user, shown=shown, known=known, at=at)
    if may_be_named is not None:
        allow_naming(membership.user, allowed=may_be_named, at=at)
    leave_it_out(membership)
    return changed
