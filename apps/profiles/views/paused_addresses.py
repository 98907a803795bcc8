from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from apps.mail.pausing import try_again
from apps.profiles.address_forms import OwnAddressForm
from apps.profiles.requests import SignedIn


@login_required
@require_POST
def write_again(request: SignedIn) -> HttpResponse:
    form = OwnAddressForm(request.user, request.POST)
    if form.is_valid():
        try_again(form.cleaned_data["address"], at=timezone.now())
        messages.success(request, _("We write to that address again. If that fails, you read it here."))
    else:
        messages.error(request, _("Choose one of your own addresses."))
    return redirect("home" if request.POST.get("back") == "home" else "profiles:settings")
