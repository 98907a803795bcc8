"""What an import must not run into; asked before anything is written."""

from collections.abc import Collection

from django.utils.translation import gettext as _

from apps.circles.models import Circle
from apps.introductions.models import ImportedPerson
from apps.mail.errors import DomainError
from apps.profiles.models import User


class CannotImport(DomainError):
    """Nothing was imported; the text says what stands in the way."""


def lock_circles(tags: Collection[str]) -> None:
    """Nobody closes or hands over one of them before what was refused, or not, has been written."""
    list(Circle.objects.select_for_update(no_key=True).filter(tag__in=tags).order_by("pk"))


def refuse_others_circles(tags: Collection[str], *, keeper: User | None) -> None:
    """Nobody is brought into a circle that somebody else keeps, or that is closed."""
    mine = Circle.objects.curated_by(keeper).running() if keeper else Circle.objects.none()
    taken = set(Circle.objects.exclude(pk__in=mine).values_list("tag", flat=True)).intersection(tags)
    if taken:
        sentence = _(
            "There is a circle #%(tag)s already, closed or kept by somebody else. "
            "Rename it in circles.csv, or name its curator with --curator."
        )
        raise CannotImport(sentence % {"tag": min(taken)})


def refuse_invited(source: str) -> None:
    if ImportedPerson.objects.filter(source=source, invitation__isnull=False).exists():
        raise CannotImport(
            _("The people of %(source)s were invited. Leave out --evaluate, or give another --source.")
            % {"source": source}
        )


def refuse_members(source: str) -> None:
    if ImportedPerson.objects.filter(source=source, user__isnull=False).exists():
        raise CannotImport(
            _("The people of %(source)s are members already. Add --evaluate, or give another --source.")
            % {"source": source}
        )
