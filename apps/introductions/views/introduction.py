from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from apps.instance.refused import focus_on_what_is_wrong
from apps.introductions.eligibility import Away, keeps_away
from apps.introductions.envelope_forms import EnclosureForm, form_for
from apps.introductions.forms import AnswerForm
from apps.introductions.limits import FEWEST
from apps.introductions.mailed import with_mailed
from apps.introductions.models import Answer, Conversation, Introduction
from apps.introductions.services.answering import TooLate
from apps.introductions.services.answering import answer as give_answer
from apps.introductions.unseen import unseen_of
from apps.mail.doorbell import ring
from apps.mail.errors import DomainError
from apps.mail.tasks import deliver_quick
from apps.profiles import bells, slots
from apps.profiles.models import Profile, User
from apps.profiles.requests import SignedIn


@login_required
@require_safe
def detail(request: SignedIn, introduction_id: int) -> HttpResponse:
    return page(request, introduction_id)


def page(request: SignedIn, introduction_id: int, enclosure_form: EnclosureForm | None = None) -> HttpResponse:
    """With what was wrong in what goes with a yes."""
    introduction = find(request.user, introduction_id)
    asked = User.objects.filter(answers__introduction=introduction, suspended_at__isnull=True)
    people = list(asked.select_related("profile").order_by("pk"))
    mine = next((a for a in introduction.answers.all() if a.user_id == request.user.pk), None)
    context = {
        "introduction": introduction,
        "introducer": introduction.introducer_for(request.user),
        "people": people,
        "unseen": unseen_of(introduction, people, request.user),
        # A curator reads the same whoever has left since.
        "open": _whose_page_opens(people, request.user) if mine else set(),
        "others": [user for user in people if user != request.user],
        "mine": mine,
        "kept_away": _is_kept_away(introduction, mine, request.user),
        "state": introduction.state_for(request.user, at=timezone.now()),
        "conversation": _conversation(introduction, mine),
        "why": slots.render("introduction", request, introduction=introduction, people=people),
        "sections": slots.render("introduction_end", request, introduction=introduction, people=people),
        "enclosure_form": enclosure_form,
        "room": "introductions:detail",
    }
    if enclosure_form:
        focus_on_what_is_wrong(enclosure_form)
    return render(request, "introductions/detail.html", context, status=422 if enclosure_form else 200)


@login_required
@require_POST
def answer(request: SignedIn, introduction_id: int) -> HttpResponse:
    introduction = get_object_or_404(Introduction.objects.visible_to(request.user), pk=introduction_id)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose yes or no."))
        return redirect("introductions:detail", introduction_id)
    value, enclosure = form.cleaned_data["value"], form_for(request.user, introduction, request.POST)
    if value == Answer.Value.YES and not enclosure.is_valid():
        return page(request, introduction_id, enclosure)
    enclosed = enclosure.enclosed if value == Answer.Value.YES else None
    try:
        settled = give_answer(introduction, user=request.user, value=value, at=timezone.now(), enclosed=enclosed)
    except DomainError as error:
        if isinstance(error, TooLate) and (conversation := _made_for(request.user, introduction_id)):
            return _told_that_they_met(request, conversation)
        messages.error(request, str(error))
        return redirect("introductions:detail", introduction_id)
    ring(deliver_quick)
    bells.rung_for(request.user.pk)
    return _after(request, settled, value)


def find(viewer: User, introduction_id: int) -> Introduction:
    """One's own introduction, or one that a curator of its circle made; 404 else."""
    rows = Introduction.objects.select_related("circle", "made_by__profile").prefetch_related("answers")
    rows = with_mailed(rows, viewer, timezone.now())
    for funnel in (rows.visible_to, rows.visible_to_curator):
        found = funnel(viewer).filter(pk=introduction_id).first()
        if found:
            return found
    raise Http404


def _whose_page_opens(people: list[User], reader: User) -> set[int]:
    return set(Profile.objects.visible_to(reader).filter(user__in=people).values_list("user_id", flat=True))


def _is_kept_away(introduction: Introduction, mine: Answer | None, reader: User) -> bool:
    """Whether a yes after this no is refused, as far as they know why: of a first name nothing is told."""
    said_no = mine is not None and mine.value == Answer.Value.NO
    return said_no and keeps_away(introduction, reader) == Away.KNOWINGLY


def _conversation(introduction: Introduction, mine: Answer | None) -> object:
    if mine is None or not mine.counts or introduction.state != Introduction.State.MADE:
        return None
    return introduction.conversation


def _made_for(reader: User, introduction_id: int) -> Conversation | None:
    """The conversation, where it is made for this reader, who may come with a page from before."""
    found = Conversation.objects.visible_to(reader).filter(introduction=introduction_id)
    conversation = found.select_related("introduction").prefetch_related("introduction__answers").first()
    made = conversation and conversation.introduction.state_for(reader, at=timezone.now()) == Introduction.State.MADE
    return conversation if made else None


def _told_that_they_met(request: SignedIn, conversation: Conversation) -> HttpResponse:
    are_two = len(conversation.introduction.answers.all()) == FEWEST
    met = _("You have met meanwhile: you both said yes.") if are_two else _("You have met meanwhile.")
    messages.info(request, met)
    return redirect("introductions:envelope", conversation.introduction_id)


def _after(request: SignedIn, introduction: Introduction, value: str) -> HttpResponse:
    if introduction.state_for(request.user, at=timezone.now()) == Introduction.State.MADE:
        return redirect("introductions:conversation", introduction.conversation.pk)
    if value == Answer.Value.YES:
        messages.success(request, _("You said yes. You will hear as soon as it is made."))
        return redirect("home")
    # The page says it, and offers to tell the matcher why.
    return redirect("introductions:detail", introduction.pk)
