"""The page that a link in a mail opens: what will happen, and one button that does it. It says nothing that the mail
did not say, because whoever has the mail has the link."""

from collections.abc import Sequence
from dataclasses import dataclass

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

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


def over(request: HttpRequest, error: DomainError) -> HttpResponse:
    page = {"title": _("This is over"), "said": str(error)}
    return render(request, "introductions/by_mail.html", page, status=410)
