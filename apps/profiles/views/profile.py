from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from apps.mail.errors import DomainError
from apps.profiles import bells
from apps.profiles.forms import ProfileForm
from apps.profiles.models import Profile
from apps.profiles.requests import SignedIn
from apps.profiles.services.photos import remove_photo as drop_photo
from apps.profiles.services.photos import set_photo
from apps.profiles.services.profile import save_profile
from apps.profiles.views.pages import own_page


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def edit(request: SignedIn) -> HttpResponse:
    # A copy: a form with mistakes writes into its instance, and the page shows the profile as it is.
    profile = Profile.objects.get(user=request.user)
    form = ProfileForm(request.POST or None, request.FILES or None, instance=profile)
    if form.is_valid() and _saved(request, form):
        return redirect("profiles:edit")
    page = own_page(request, form=form)
    return render(request, "profiles/edit.html", page, status=422 if form.errors else 200)


@require_POST
@login_required
def remove_photo(request: SignedIn) -> HttpResponse:
    drop_photo(request.user)
    messages.success(request, _("Your photo is gone."))
    return redirect("profiles:edit")


def _saved(request: SignedIn, form: ProfileForm) -> bool:
    fields = {name: form.cleaned_data[name] for name in ProfileForm.Meta.fields}
    try:
        save_profile(request.user, fields, at=timezone.now())
    except DomainError as error:
        form.add_error("name", str(error))
        return False
    bells.rung_for(request.user.pk)
    if picture := form.cleaned_data["photo"]:
        set_photo(request.user, picture)
    messages.success(request, _told(renamed="name" in form.changed_data))
    return True


def _told(*, renamed: bool) -> str:
    """The same whether somebody is called so or not."""
    if not renamed:
        return _("Saved.")
    return _("Saved. Where your new name looks like that of a member, a curator of the circle has a look first.")
