"""What a person's export holds of this room. It says no more than their pages do: a no reads as waiting."""

from typing import Any

from django.db.models import Exists, OuterRef

from apps.circles import keeping_exports
from apps.circles.models import (
    Acquaintance,
    Circle,
    Draft,
    FactException,
    Held,
    Invitation,
    InvitedFact,
    JoinRequest,
    Membership,
    Question,
)
from apps.circles.models.acquaintance import AcquaintanceQuerySet
from apps.profiles.models import Block, Profile, User


def export(user: User) -> dict[str, Any]:
    return {
        "memberships": _memberships(user),
        "waiting_for_a_curators_look": _held(user),
        "people_ticked_as_known": _ticks(user),
        "invitations_sent": _sent(user),
        "lines_not_sent": _drafts(user),
        "invitations_received": _received(user),
        "requests_to_join": _requests(user),
        "questions_to_newcomers": _questions(user),
        "facts_by_circle": _exceptions(user),
    } | keeping_exports.export(user)


def _memberships(user: User) -> list[dict[str, Any]]:
    rows = Membership.objects.filter(user=user).select_related("circle").order_by("joined_at", "pk")
    return [
        {"tag": m.circle.tag, "purpose": m.circle.purpose, "role": m.role, "joined_at": m.joined_at.isoformat()}
        for m in rows
    ]


def _held(user: User) -> list[dict[str, Any]]:
    rows = Held.objects.filter(user=user).select_related("circle").order_by("since", "pk")
    return [
        {
            "tag": row.circle.tag,
            "purpose": row.circle.purpose,
            "joined_at": row.joined_at.isoformat(),
            "since": row.since.isoformat(),
            "name_before": row.formerly,
        }
        for row in rows
    ]


def _ticks(user: User) -> list[dict[str, Any]]:
    """Without those about somebody who blocked them: whoever left a circle took such ticks along."""
    blocked = Block.objects.filter(blocker=OuterRef("known"), blocked=user)
    rows = (
        Acquaintance.objects.filter(ticker=user).exclude(Exists(blocked)).select_related("circle").order_by("at", "pk")
    )
    people = Profile.objects.visible_to(user).filter(user__in=rows.values("known"))
    names = {profile.user_id: profile.display_name for profile in people}
    told = set(_told_there(user).values_list("pk", flat=True))
    return [
        {"circle": t.circle.tag, "name": names.get(t.known_id, "") if t.pk in told else "", "at": t.at.isoformat()}
        for t in rows
    ]


def _told_there(user: User) -> AcquaintanceQuerySet:
    """Those about people whom they see in that circle, or who ticked them, too: that somebody is where only the
    curators see it, no other circle tells."""
    there = Membership.objects.visible_to(user).filter(circle=OuterRef("circle"), user=OuterRef("known"))
    mine = Acquaintance.objects.filter(ticker=user)
    return mine.filter(Exists(there)) | mine.mutual()


def _sent(user: User) -> list[dict[str, Any]]:
    # To the end: where rows of one moment lie on the disk tells which has changed since.
    rows = Invitation.objects.filter(inviter=user).remembered().select_related("circle").order_by("created_at", "pk")
    return [_invitation(row) | {"address": row.address, "name": row.name, "state": _told(row.state)} for row in rows]


def _drafts(user: User) -> list[dict[str, Any]]:
    rows = Draft.objects.filter(curator=user).select_related("circle").order_by("circle__tag", "position", "pk")
    return [
        {
            "circle": row.circle.tag,
            "name": row.name,
            "address": row.address,
            "sentence": row.sentence,
            "created_at": row.created_at.isoformat(),
        }
        for row in rows
    ]


def _received(user: User) -> list[dict[str, Any]]:
    rows = Invitation.objects.addressed_to(user) | Invitation.objects.filter(accepted_by=user)
    rows = rows.exclude(inviter__suspended_at__isnull=False)  # what they wrote is hidden for now
    return [
        _invitation(row) | {"name": row.name, "facts": [_fact(fact) for fact in row.facts.all()], "state": row.state}
        for row in rows.select_related("circle").prefetch_related("facts").order_by("created_at", "pk")
    ]


def _requests(user: User) -> list[dict[str, Any]]:
    rows = JoinRequest.objects.filter(user=user).select_related("circle").order_by("asked_at", "pk")
    return [
        {
            "circle": row.circle.tag,
            "note": row.note,
            "asked_at": row.asked_at.isoformat(),
            "state": _told(row.state),
        }
        for row in rows
    ]


def _questions(user: User) -> list[dict[str, Any]]:
    rows = Question.objects.filter(circle__in=Circle.objects.curated_by(user)).select_related("circle")
    return [{"circle": q.circle.tag, "question": q.words} for q in rows.order_by("circle__tag", "position")]


def _exceptions(user: User) -> list[dict[str, Any]]:
    """Facts that not all circles see; "only" names those that do, "except" those that do not."""
    rows = FactException.objects.filter(trait__user=user).select_related("trait__topic", "circle")
    return [
        {"fact": row.trait.name, "kind": row.trait.kind, "in_circles": row.trait.reach, "circle": row.circle.tag}
        for row in rows.order_by("trait", "circle__tag")
    ]


def _told(state: str) -> str:
    """The state as those who asked may know it. An ask that made room for the next one ran out, refused or not."""
    sealed = {Invitation.State.DECLINED, JoinRequest.State.REFUSED, JoinRequest.State.WITHDRAWN, "pending"}
    return "waiting" if state in sealed else state


def _invitation(row: Invitation) -> dict[str, Any]:
    return {"circle": row.circle.tag, "sentence": row.sentence, "created_at": row.created_at.isoformat()}


def _fact(fact: InvitedFact) -> dict[str, Any]:
    return {"kind": fact.kind, "name": fact.name, "year_from": fact.year_from, "year_to": fact.year_to}
