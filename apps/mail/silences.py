"""The register of who gets no mail at all for now, whatever it is about; asked right before a mail is written."""

from collections.abc import Callable

from apps.mail.models import OutboxMail

Rule = Callable[[OutboxMail], bool]
_rules: list[Rule] = []


def register(rule: Rule) -> None:
    _rules.append(rule)


def is_silent(mail: OutboxMail) -> bool:
    return any(rule(mail) for rule in _rules)
