"""The register of who gets no mail at all for now, whatever it is about; asked right before mails are written."""

from collections.abc import Callable, Sequence

from apps.mail.models import OutboxMail

# Ids of those of these mails that nobody is to get.
Rule = Callable[[Sequence[OutboxMail]], set[int]]
_rules: list[Rule] = []


def register(rule: Rule) -> None:
    _rules.append(rule)


def silent_among(mails: Sequence[OutboxMail]) -> set[int]:
    return {pk for rule in _rules for pk in rule(mails)}
