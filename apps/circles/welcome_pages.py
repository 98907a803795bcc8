"""What a step of the welcome shows beside its form: how far one is, what the circle will see, the first coincidence."""

from dataclasses import replace
from typing import Any

from django.utils.translation import gettext_lazy as _

from apps.circles.models import Circle, Membership, open_in
from apps.circles.newcomers import STEPS
from apps.circles.shown_here import first_coincidence, kinds_shown
from apps.circles.welcome_forms import FactsStep, Form
from apps.profiles import facts
from apps.profiles.folding import fold
from apps.profiles.models import Profile, Topic, TraitKind, User, Vocabulary
from apps.profiles.services.traits import NewFact
from apps.profiles.towns import reading

# What one more fact would make possible; the kind that most often does comes first.
HINTS = {
    TraitKind.SCHOOL: _(
        "Several people here show where they went to school. Yours may be two miles from one of theirs."
    ),
    TraitKind.PLACE: _("Several people here show where they have lived. You may have been neighbours once."),
    TraitKind.EMPLOYER: _("Several people here show where they worked. You may have shared a corridor."),
    TraitKind.OFFERS: _("Several people here say what they offer. Say what you seek, and the two are put together."),
    TraitKind.SEEKS: _("Several people here say what they seek. What you offer may be just that."),
}
# Which kind of fact answers the one that is shown.
ANSWERED_BY = {TraitKind.OFFERS: TraitKind.SEEKS, TraitKind.SEEKS: TraitKind.OFFERS}


def page(membership: Membership, number: int, form: Form) -> dict[str, Any]:
    return preview(membership, form) | {
        "form": form,
        "number": number,
        "steps": range(1, STEPS + 1),
        "last": number == STEPS,
        "again": membership.welcome_step is None,
    }


def preview(membership: Membership, form: Form) -> dict[str, Any]:
    """With what stands in the form and is not kept yet."""
    user, circle = membership.user, membership.circle
    written = _written(form)
    kept = facts.listed(open_in(user.traits.all(), circle))
    topics = [trait.topic for trait in kept] + _topics(written)
    return {
        "circle": circle,
        "name": _name(user, form),
        "called": _called(user, form),
        "labels": [trait.label for trait in kept] + [_label(fact) for fact in written],
        "coincidence": first_coincidence(circle, user, topics) if topics else "",
        "hint": _hint(circle, user, {trait.kind for trait in kept} | {fact.kind for fact in written}),
    }


def _written(form: Form) -> list[NewFact]:
    """Of what was sent, that which has no mistakes."""
    if not isinstance(form, FactsStep) or not form.is_bound:
        return []
    form.is_valid()  # reads it
    return [_as_kept(fact) for fact in form.facts()]


def _as_kept(fact: NewFact) -> NewFact:
    """A town by its full name, where only one is meant."""
    town = reading.only_one(fact.name) if fact.kind == TraitKind.PLACE else None
    return replace(fact, name=town.label) if town else fact


def _name(user: User, form: Form) -> str:
    if isinstance(form, FactsStep) or not form.is_bound:
        return user.profile.display_name
    form.is_valid()  # reads it
    return str(form.cleaned_data.get("name") or user.profile.display_name)


def _called(user: User, form: Form) -> str:
    if isinstance(form, FactsStep) or not form.is_bound:
        return user.profile.called
    form.is_valid()  # reads it
    written = {field: form.cleaned_data.get(field, "") for field in ("pronouns", "pronunciation")}
    return Profile(**written).called


def _label(fact: NewFact) -> str:
    plain = fact.name.lstrip("#")
    return f"#{plain}" if fact.kind == TraitKind.INTEREST else plain


def _topics(written: list[NewFact]) -> list[Topic]:
    """The entries that these facts would be, where there are such."""
    found: list[Topic] = []
    for fact in written:
        found += Topic.objects.filter(vocabulary=Vocabulary.of(fact.kind), folded=fold(fact.name.lstrip("#")))
    return found


def _hint(circle: Circle, user: User, has: set[str]) -> str:
    shown = kinds_shown(circle, user)
    wanted = [kind for kind in HINTS if kind in shown and ANSWERED_BY.get(kind, kind) not in has]
    return str(HINTS[wanted[0]]) if wanted else ""
