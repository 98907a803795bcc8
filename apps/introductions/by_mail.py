"""The page that a link in a mail opens: what will happen, and one button that does it. It says nothing that the mail
did not say, because whoever has the mail has the link."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.translation import gettext as _

from apps.introductions.mailed_words import Words
from apps.mail.errors import DomainError
from apps.profiles.models import User


@dataclass(frozen=True, slots=True)
class Offer:
    title: str
    # What will happen.
    sentences: Sequence[str]
    button: str
    # Where there is something to choose; nothing of it is chosen beforehand.
    form: forms.Form | None = None


class Over(DomainError):
    """It was right once; the same words for a closing, a leaving and a block."""


def offered(request: HttpRequest, reader: User, offer: Offer) -> HttpResponse:
    status = 422 if offer.form and offer.form.errors else 200
    with timezone.override(reader.profile.zone):
        return render(request, "introductions/by_mail.html", {"offer": offer, "reader": reader}, status=status)


def said(request: HttpRequest, title: str, sentence: str) -> HttpResponse:
    return render(request, "introductions/by_mail.html", {"title": title, "said": sentence})


def waits(request: HttpRequest, reader: User, words: Words, counts_at: datetime) -> HttpResponse:
    """A yes by mail, while it can be undone."""
    counts = time_format(timezone.localtime(counts_at, reader.profile.zone), "TIME_FORMAT")
    sentences = [
        _("It counts from %s on. Until then it is no answer to anybody, and you can undo it on this page.") % counts,
        _("You need not do anything else."),
        words.never,
    ]
    return offered(request, reader, Offer(words.waits, sentences, _("Undo it")))


def counts(request: HttpRequest, words: Words) -> HttpResponse:
    """The same whether something has come of it: whoever has the mail may be somebody who is still asked."""
    page = {
        "title": words.counts,
        "said": f"{words.never} {words.back}",
        "way": words.page,
        "way_name": words.page_name,
    }
    return render(request, "introductions/by_mail.html", page)


def kept_away(request: HttpRequest, error: DomainError) -> HttpResponse:
    """For whoever is signed in, of their own list."""
    way = {"way": reverse("introductions:passed"), "way_name": _("What you let pass")}
    page = {"title": _("This yes would not count"), "said": str(error), **way}
    return render(request, "introductions/by_mail.html", page, status=422)


def over(request: HttpRequest, error: DomainError, *, title: str = "") -> HttpResponse:
    page = {"title": title or _("This is over"), "said": str(error)}
    return render(request, "introductions/by_mail.html", page, status=410)
