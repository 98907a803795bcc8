"""The register of composers: each purpose of mail names the function that writes it, at sending time."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import css_inline
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string

from apps.mail.models import OutboxMail
from apps.mail.surroundings import around


@dataclass(frozen=True, slots=True)
class Composed:
    subject: str
    text: str
    html: str = ""
    headers: dict[str, str] = field(default_factory=dict)


# None: by now there is nothing to say, and no mail is sent.
Composer = Callable[[OutboxMail, datetime], Composed | None]
ComposerOfMany = Callable[[Sequence[OutboxMail], datetime], Mapping[int, Composed | None]]
HeaderSource = Callable[[OutboxMail], dict[str, str]]
_header_sources: list[HeaderSource] = []
_composers: dict[str, Composer] = {}
_together: dict[str, ComposerOfMany] = {}
_asked_for: set[str] = set()
_secret: set[str] = set()


def register(
    purpose: str,
    composer: Composer,
    *,
    asked_for: bool = False,
    secret: bool = False,
    together: ComposerOfMany | None = None,
) -> None:
    """`asked_for`: its reader waits for it at this moment, and gets it also where they asked never to be written to.
    `secret`: what its payload says stands nowhere else, a code or somebody's words; ids are not. `together`: writes
    many at once, each as the composer would; what it leaves out is written by that one."""
    _composers[purpose] = composer
    if together:
        _together[purpose] = together
    if asked_for:
        _asked_for.add(purpose)
    if secret:
        _secret.add(purpose)


def is_asked_for(mail: OutboxMail) -> bool:
    return mail.purpose in _asked_for


def secret() -> frozenset[str]:
    return frozenset(_secret)


def purposes() -> frozenset[str]:
    return frozenset(_composers)


def register_headers(source: HeaderSource) -> None:
    """What a higher room says in the headers of some mails, whoever writes them; the writer's own win."""
    _header_sources.append(source)


def compose(mail: OutboxMail, *, at: datetime) -> Composed | None:
    return _with_headers(mail, _composers[mail.purpose](mail, at))


def compose_together(mails: Sequence[OutboxMail], *, at: datetime) -> dict[int, Composed | None]:
    """Those of which many are written at once, by id; the others are not in it."""
    found = dict[int, Composed | None]()
    for purpose, composer in _together.items():
        some = {mail.pk: mail for mail in mails if mail.purpose == purpose}
        written = composer(list(some.values()), at) if some else {}
        found |= {pk: _with_headers(some[pk], composed) for pk, composed in written.items()}
    return found


def _with_headers(mail: OutboxMail, composed: Composed | None) -> Composed | None:
    if composed is None:
        return None
    headers = {name: value for source in _header_sources for name, value in source(mail).items()}
    return replace(composed, headers=headers | composed.headers)


def render(name: str, context: dict[str, Any], *, headers: dict[str, str] | None = None) -> Composed:
    """A mail from templates/mail/NAME.subject.txt, NAME.txt and NAME.html, its styles put on the elements."""
    context = around() | context
    subject = " ".join(render_to_string(f"mail/{name}.subject.txt", context).split())
    text = render_to_string(f"mail/{name}.txt", context).strip() + "\n"
    return Composed(subject, text, _inlined(render_to_string(f"mail/{name}.html", context)), headers or {})


def _inlined(html: str) -> str:
    return _inliner().inline(html)


@cache
def _inliner() -> css_inline.CSSInliner:
    path = finders.find("css/mail.css")
    if path is None:
        raise FileNotFoundError("css/mail.css")
    css = Path(path).read_text(encoding="utf-8")
    return css_inline.CSSInliner(extra_css=css, keep_at_rules=True, load_remote_stylesheets=False)
