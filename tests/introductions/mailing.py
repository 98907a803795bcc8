"""Answering by the links in a mail."""

import json
import re
import zlib
from typing import Any

from django.core.signing import b64_decode
from django.test import Client

from apps.introductions.answer_links import NO, NOT_NOW, YES, AnswerLinks
from apps.introductions.models import Answer, Introduction
from apps.profiles.models import User

CHOICES = ["yes", "not_now", "no"]


def link(introduction: Introduction, user: User, value: str) -> str:
    links = AnswerLinks(introduction.pk, user.pk)
    whole = {YES: links.yes, NOT_NOW: links.not_now, NO: links.no}[value]
    return "/" + whole.split("/", 3)[3]


def said(introduction: Introduction, user: User) -> tuple[str, str]:
    mine = Answer.objects.get(introduction=introduction, user=user)
    return mine.value, mine.reason


def say_yes(client: Client, introduction: Introduction, user: User) -> str:
    """Where it can be undone."""
    return str(client.post(link(introduction, user, YES), {"value": "yes"})["Location"])


def masked(text: str) -> str:
    return re.sub(r'csrfmiddlewaretoken" value="\w+"|nonce="[^"]+"', "", text)


def signed_in(path: str) -> dict[str, Any]:
    """What anybody reads in the token of a link, without the key."""
    packed, *_seal = path.split("/by-mail/")[1].split(":")
    whole = b64_decode(packed.removeprefix(".").encode())
    return dict(json.loads(zlib.decompress(whole) if packed.startswith(".") else whole))
