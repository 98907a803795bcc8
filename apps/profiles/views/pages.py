"""What one's own page shows, whichever of its forms was sent."""

from copy import copy
from typing import Any

from apps.profiles import facts, reaches, slots, whereabouts
from apps.profiles.forms import ProfileForm, TraitForm, YearsForm
from apps.profiles.models import ProfileTrait
from apps.profiles.requests import SignedIn
from apps.profiles.views import asking

# In the session between taking a fact off and showing the page: what its undo needs.
_REMOVED = "removed_fact"


def own_page(
    request: SignedIn, *, form: ProfileForm | None = None, trait_form: TraitForm | None = None
) -> dict[str, Any]:
    return own_facts(request, trait_form) | {
        "form": form or ProfileForm(instance=request.user.profile),
        "sections": slots.render("profile_edit", request),
    }


def own_facts(request: SignedIn, trait_form: TraitForm | None = None) -> dict[str, Any]:
    return {
        "traits": facts.own(request.user),
        "trait_form": trait_form or TraitForm(),
        "which": asking.waiting(request),
        "removed": request.session.pop(_REMOVED, None),
    }


def as_typed(trait: ProfileTrait, form: YearsForm) -> ProfileTrait:
    """The fact as somebody would have it, with what is wrong with that; to be shown, never kept."""
    typed = copy(trait)
    for name in form.fields:
        setattr(typed, name, form.data.get(name))
    typed.__dict__["sentences"] = dict.fromkeys(str(error) for found in form.errors.values() for error in found)
    return typed


def offer_undo(request: SignedIn, trait: ProfileTrait) -> None:
    """The next page shows what was taken off, with a button that puts it back."""
    request.session[_REMOVED] = {
        "label": trait.label,
        "name": trait.name,
        "kind": trait.kind,
        "visibility": trait.visibility,
        "may_match": trait.may_match,
        "exceptions": reaches.written(trait),
        "place": whereabouts.written(trait),
        "year_from": trait.year_from,
        "year_to": trait.year_to,
    }
