"""Words that reach somebody before they said yes: short, plain, and without links."""

import re
import unicodedata

from django.utils.translation import gettext as _

from apps.mail.errors import DomainError

_WRITTEN_OUT = re.compile(r"\b[a-z][a-z\d+.-]*://\S|\bwww\.\S", re.IGNORECASE)
# Words with full stops between them: bit.ly, shop.example.org, node.js.
_DOTTED = re.compile(r"(?<![\w.])[\w-]+(?:\.[\w-]+)+")
_ENDS_OF_FILES = frozenset({"css", "csv", "doc", "docx", "gif", "htm", "html", "jpg", "js", "pdf", "png", "txt", "xml"})
_BEST_KNOWN = frozenset({"app", "biz", "com", "dev", "edu", "gov", "info", "net", "org", "shop", "site", "xyz"})


class NotPlain(DomainError):
    """It holds something that it must not."""


def has_link(words: str) -> bool:
    """Whether a mail program may make a link of some of it. A false alarm costs a full stop, a miss sends a link to
    people who did not ask for it; there are some 1,500 top-level domains, so any word may be one."""
    plain = unicodedata.normalize("NFKC", words)
    dotted = (found[0].split(".") for found in _DOTTED.finditer(plain))
    return bool(_WRITTEN_OUT.search(plain)) or any(_is_site(label) for labels in dotted for label in labels[1:])


def refuse_links(words: str) -> None:
    if has_link(words):
        raise NotPlain(
            _(
                "Leave links out. These words reach people who have not said yes to anything yet. A site's name like "
                "example.org is a link, too; after a full stop leave a space."
            )
        )


def _is_site(label: str) -> bool:
    """Whether a name that ends in this may be a site's: two letters or more. "Ph.D.", "v1.co-op" and "node.js" are
    none, and "St.Gallen" only lacks a space."""
    plain = label.casefold()
    if plain.startswith("xn--") or plain in _BEST_KNOWN:
        return True
    if len(label) < 2 or not label.isalpha() or plain in _ENDS_OF_FILES:
        return False
    return len(label) == 2 or not label.istitle()
