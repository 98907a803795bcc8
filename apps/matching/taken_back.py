"""What is said to whoever takes a wish back."""

from django.utils.translation import gettext as _

from apps.matching.models import Wish


def taken_back(wish: Wish | None) -> str:
    """Of the wish as it was; none where it was taken back already. Curators may have read what they could read."""
    if wish and wish.is_read_by_curators:
        return _("Taken back. The curators of #%(tag)s do not read it any more.") % {"tag": wish.suggestion.circle.tag}
    return _("Taken back. Nobody learns that you had wished for it.")
