from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from apps.circles.forms import InviteForm, PersonalLinkForm
from apps.circles.link_pictures import as_picture
from apps.circles.models import Circle, Invitation, JoinRequest
from apps.circles.services import inviting, joining
from apps.circles.services.inviting import Invitee
from apps.circles.tokens import invitation_link
from apps.circles.views.access import curator_or_404
from apps.mail.doorbell import ring
from apps.mail.errors import DomainError
from apps.mail.tasks import deliver_quick
from apps.profiles import bells
from apps.profiles.requests import SignedIn


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def invite(request: SignedIn, tag: str) -> HttpResponse:
    """Two ways to invite, each with its form; `by` says which of them was sent."""
    circle = curator_or_404(request, tag).circle
    by = request.POST.get("by", "")
    mail = InviteForm(request.POST if by == "mail" else None, prefix="mail", by=request.user)
    link = PersonalLinkForm(request.POST if by == "link" else None, prefix="link")
    sent = _invite(request, circle, mail if by == "mail" else link)
    page = {"circle": circle, "mail_form": mail, "link_form": link, "link_first": by == "link"}
    return sent or render(request, "circles/invite.html", page)


@require_http_methods(["GET", "HEAD"])
@login_required
def personal_link(request: SignedIn, tag: str, invitation_id: int) -> HttpResponse:
    """The link to copy, for as long as it can be used."""
    circle = curator_or_404(request, tag).circle
    answerable = Invitation.objects.visible_to(request.user).answerable(timezone.now())
    invitation = get_object_or_404(answerable, pk=invitation_id, circle=circle, address="")
    link = invitation_link(invitation)
    page = {"circle": circle, "invitation": invitation, "link": link, "picture": as_picture(link)}
    return render(request, "circles/personal_link.html", page)


@require_http_methods(["POST"])
@login_required
def revoke(request: SignedIn, tag: str, invitation_id: int) -> HttpResponse:
    circle = curator_or_404(request, tag).circle
    rows = Invitation.objects.visible_to(request.user).filter(circle=circle).select_related("circle")
    invitation = get_object_or_404(rows, pk=invitation_id)
    try:
        inviting.revoke_invitation(invitation, by=request.user, at=timezone.now())
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The invitation is taken back. Its link opens nothing any more."))
    return redirect("circles:detail", tag)


@require_http_methods(["POST"])
@login_required
def answer_request(request: SignedIn, tag: str, request_id: int) -> HttpResponse:
    """action=approve lets the person in; anything else refuses, and the person is told nothing."""
    circle = curator_or_404(request, tag).circle
    rows = JoinRequest.objects.visible_to(request.user).filter(circle=circle).select_related("circle", "user")
    asked = get_object_or_404(rows, pk=request_id)
    answer = joining.approve if request.POST.get("action") == "approve" else joining.refuse
    try:
        answer(asked, by=request.user, at=timezone.now())
    except DomainError as error:
        messages.error(request, str(error))
    else:
        ring(deliver_quick)
        bells.rung_for(asked.user_id)
    return redirect("circles:detail", tag)


def _invite(request: SignedIn, circle: Circle, form: InviteForm | PersonalLinkForm) -> HttpResponse | None:
    """Where to go once everybody is invited; None when the form is to be shown (again)."""
    if not form.is_valid():
        return None
    words, now = form.cleaned_data, timezone.now()
    invitees = words["addresses"] if "addresses" in words else [Invitee("", words["name"])]
    try:
        made = inviting.invite(circle, invitees, sentence=words["sentence"], by=request.user, at=now)
    except DomainError as error:
        form.add_error(None, str(error))
        return None
    if "name" in words:
        return redirect("circles:personal_link", circle.tag, made[0].pk)
    ring(deliver_quick)
    messages.success(request, _told(again=any(invitation.created_at < now for invitation in made)))
    return redirect(reverse("circles:detail", args=[circle.tag]))


def _told(*, again: bool) -> str:
    """`again`: this circle's own invitation to somebody was open already, which its curators see in their list."""
    if not again:
        return _("Your invitations are on their way.")
    return _(
        "Your invitations are on their way. Whoever was invited already gets no second mail and reads your new "
        "sentence on the page of the invitation."
    )
