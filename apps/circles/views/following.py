"""From a list to invitations: what was read, the lines that wait for a sentence, and the links that were made."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from apps.circles.addresses import addresses_of
from apps.circles.following.forms import ListForm, RowsForm, SentencesForm, packed
from apps.circles.following.reading import Reading
from apps.circles.following.rows import Checked, Row, check
from apps.circles.models import Circle, Draft, Invitation
from apps.circles.services import drafting
from apps.circles.views.access import curator_or_404
from apps.mail.doorbell import ring
from apps.mail.errors import DomainError
from apps.mail.tasks import deliver_quick
from apps.profiles.requests import SignedIn, as_id

DROPPED = "dropped_line"


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def follow_friday(request: SignedIn, tag: str) -> HttpResponse:
    """step=keep keeps what step=look has shown."""
    circle = curator_or_404(request, tag).circle
    if request.POST.get("step") == "keep":
        return _keep(request, circle)
    form = ListForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        return _preview(request, circle, form.cleaned_data["reading"], form)
    return _list_page(request, circle, form)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def drafts(request: SignedIn, tag: str) -> HttpResponse:
    """`drop` takes one line out, `put_back` undoes that; otherwise whatever has a sentence is sent. What
    was typed is kept, whichever it is."""
    circle = curator_or_404(request, tag).circle
    lines = list(Draft.objects.visible_to(request.user).filter(circle=circle).in_order())
    form = SentencesForm(request.POST if request.method == "POST" else None, drafts=lines)
    if request.method == "POST" and form.is_valid():
        return _send_or_drop(request, circle, form)
    waiting = sum(1 for draft in lines if not draft.sentence)
    page = {"circle": circle, "form": form, "waiting": waiting, "dropped": _dropped(request, circle)}
    return render(request, "circles/drafts.html", page)


@require_http_methods(["GET", "HEAD"])
@login_required
def links(request: SignedIn, tag: str) -> HttpResponse:
    """The personal links that can be used, the newest first."""
    circle = curator_or_404(request, tag).circle
    open_ones = Invitation.objects.visible_to(request.user).answerable(timezone.now())
    rows = open_ones.filter(circle=circle, address="").order_by("-created_at", "pk")
    return render(request, "circles/links.html", {"circle": circle, "invitations": rows})


def _keep(request: SignedIn, circle: Circle) -> HttpResponse:
    form = RowsForm(request.POST)
    if not form.is_valid():
        return _list_page(request, circle, ListForm(), problem=str(form.errors["rows"][0]))
    rows = _checked(request, circle, form.cleaned_data["rows"])
    good = [one.row for one in rows if not one.problem]
    try:
        kept = drafting.keep_lines(circle, good, by=request.user, at=timezone.now())
    except DomainError as error:
        return _list_page(request, circle, _again([one.row for one in rows]), problem=str(error))
    if kept:
        messages.success(request, _kept(kept))
    return redirect("circles:drafts", circle.tag)


def _preview(request: SignedIn, circle: Circle, reading: Reading, form: ListForm) -> HttpResponse:
    rows = _checked(request, circle, reading.rows)
    good = [one for one in rows if not one.problem]
    bad = [one for one in rows if one.problem]
    if bad and not form.cleaned_data["written"]:
        # From a file: those to correct stand where they can be.
        form = _again([one.row for one in bad])
    page = {"circle": circle, "form": form, "rows": rows, "good": len(good), "bad": len(bad)}
    words = {"packed": packed([one.row for one in good]), "has_more": reading.has_more}
    return render(request, "circles/follow_friday.html", page | words)


def _checked(request: SignedIn, circle: Circle, rows: list[Row]) -> list[Checked]:
    waiting = Draft.objects.visible_to(request.user).filter(circle=circle)
    kept = {drafting.key_of(draft) for draft in waiting}
    return check(rows, own=addresses_of(request.user), kept=kept)


def _list_page(request: SignedIn, circle: Circle, form: ListForm, *, problem: str = "") -> HttpResponse:
    waiting = Draft.objects.visible_to(request.user).filter(circle=circle).count()
    page: dict[str, Any] = {"circle": circle, "form": form, "waiting": waiting, "problem": problem}
    return render(request, "circles/follow_friday.html", page)


def _again(rows: list[Row]) -> ListForm:
    return ListForm(initial={"written": "\n".join(row.written for row in rows)})


def _send_or_drop(request: SignedIn, circle: Circle, form: SentencesForm) -> HttpResponse:
    drop, now = request.POST.get("drop", ""), timezone.now()
    made: list[Invitation] = []
    try:
        drafting.write_sentences(circle, form.sentences(), by=request.user)
        if "put_back" in request.POST:
            _put_back(request, circle, now)
        elif drop:
            _drop(request, circle, drop)
        elif "save" in request.POST:
            messages.success(request, _("Your sentences are kept. Nobody hears of them before you send them."))
        else:
            made = drafting.send_drafts(circle, by=request.user, at=now)
            request.session.pop(DROPPED, None)
    except DomainError as error:
        messages.error(request, str(error))
    if made:
        ring(deliver_quick)
        messages.success(request, _sent(made))
        waiting = Draft.objects.visible_to(request.user).filter(circle=circle).ready().count()
        if waiting:
            messages.info(request, _more_tomorrow(waiting))
    page = "circles:links" if any(not invitation.address for invitation in made) else "circles:drafts"
    return redirect(page, circle.tag)


def _drop(request: SignedIn, circle: Circle, number: str) -> None:
    """The session remembers the line that was taken out last."""
    draft_id = as_id(number)
    row = drafting.drop_line(circle, draft_id, by=request.user) if draft_id is not None else None
    if row:
        request.session[DROPPED] = {"circle": circle.pk, "row": [row.name, row.address, row.sentence]}


def _put_back(request: SignedIn, circle: Circle, at: datetime) -> None:
    row = _dropped(request, circle)
    if row:
        drafting.keep_lines(circle, [row], by=request.user, at=at)
        del request.session[DROPPED]


def _dropped(request: SignedIn, circle: Circle) -> Row | None:
    kept = request.session.get(DROPPED)
    return Row(*kept["row"]) if kept and kept["circle"] == circle.pk else None


def _kept(count: int) -> str:
    words = ngettext(
        "One line is kept. Nobody hears of it before you send it.",
        "%(count)s lines are kept. Nobody hears of them before you send them.",
        count,
    )
    return words % {"count": count}


def _more_tomorrow(count: int) -> str:
    words = ngettext(
        "That is as many as can be invited in a day. One line waits here: send it tomorrow.",
        "That is as many as can be invited in a day. %(count)s lines wait here: send them tomorrow.",
        count,
    )
    return words % {"count": count}


def _sent(made: list[Invitation]) -> str:
    links = sum(1 for invitation in made if not invitation.address)
    mails = len(made) - links
    sent = ngettext("One invitation is on its way.", "%(count)s invitations are on their way.", mails)
    made_for = ngettext(
        "One link is made: pass it on to the one it is for.",
        "%(count)s links are made: pass each on to the one it is for.",
        links,
    )
    told = [words % {"count": count} for words, count in ((sent, mails), (made_for, links)) if count]
    return " ".join(told)
