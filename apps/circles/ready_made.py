"""Questions that a curator may ask a circle without writing one."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from apps.profiles.models import TraitKind

Words = str | Promise


@dataclass(frozen=True, slots=True)
class ReadyMade:
    words: Words
    kind: TraitKind
    answers: tuple[Words, ...]


K = TraitKind
READY_MADE = (
    ReadyMade(
        _("What would you do with a free Saturday?"),
        K.INTEREST,
        (_("hiking"), _("cooking"), _("museums"), _("gardening"), _("board games"), _("live music")),
    ),
    ReadyMade(
        _("Which sport would you rather watch?"),
        K.INTEREST,
        (_("football"), _("baseball"), _("tennis"), _("cycling"), _("athletics")),
    ),
    ReadyMade(
        _("What do you play, or would like to play?"),
        K.INTEREST,
        (_("piano"), _("guitar"), _("singing"), _("drums"), _("chess")),
    ),
    ReadyMade(
        _("What do you read first?"),
        K.INTEREST,
        (_("novels"), _("history"), _("science"), _("poetry"), _("comics")),
    ),
    ReadyMade(
        _("Where do you go for quiet?"), K.INTEREST, (_("the sea"), _("mountains"), _("forests"), _("old churches"))
    ),
    ReadyMade(
        _("Which language would you like to speak better?"),
        K.SEEKS,
        (
            _("conversation in English"),
            _("conversation in French"),
            _("conversation in German"),
            _("conversation in Italian"),
            _("conversation in Polish"),
            _("conversation in Spanish"),
        ),
    ),
    ReadyMade(
        _("What could you show somebody in an afternoon?"),
        K.OFFERS,
        (_("a recipe"), _("mending a bicycle"), _("spreadsheets"), _("knitting"), _("photography")),
    ),
    ReadyMade(
        _("What would you like somebody to show you?"),
        K.SEEKS,
        (_("a recipe"), _("mending a bicycle"), _("spreadsheets"), _("knitting"), _("photography")),
    ),
    ReadyMade(
        _("What do you make with your hands?"),
        K.INTEREST,
        (_("knitting"), _("woodworking"), _("pottery"), _("drawing"), _("baking")),
    ),
    ReadyMade(
        _("Which animals do you like to have around?"), K.INTEREST, (_("dogs"), _("cats"), _("birds"), _("horses"))
    ),
    ReadyMade(
        _("How do you like to travel?"),
        K.INTEREST,
        (_("train travel"), _("bicycle touring"), _("sailing"), _("road trips"), _("long walks")),
    ),
    ReadyMade(
        _("What do you cook for friends?"),
        K.INTEREST,
        (_("Italian cooking"), _("Indian cooking"), _("Mexican cooking"), _("barbecue"), _("vegan cooking")),
    ),
)
