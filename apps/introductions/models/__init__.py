from apps.introductions.models.answer import Answer
from apps.introductions.models.capacity import Capacity
from apps.introductions.models.connection import Connection
from apps.introductions.models.conversation import Conversation, ConversationMember, Message
from apps.introductions.models.enclosure import Enclosure, Way
from apps.introductions.models.introduction import Introduction
from apps.introductions.models.mailed_reply import MailedReply
from apps.introductions.models.mailed_yes import MailedYes
from apps.introductions.models.network_import import ImportedPerson, StagedMember, StagedPerson, StagedTie, StagedTrait
from apps.introductions.models.never_with import NeverWith
from apps.introductions.models.outcome import Outcome
from apps.introductions.models.pitch_pause import PitchPause
from apps.introductions.models.pitch_report import PitchReport
from apps.introductions.models.tiding import Tiding

__all__ = [
    "Answer",
    "Capacity",
    "Connection",
    "Conversation",
    "ConversationMember",
    "Enclosure",
    "ImportedPerson",
    "Introduction",
    "MailedReply",
    "MailedYes",
    "Message",
    "NeverWith",
    "Outcome",
    "PitchPause",
    "PitchReport",
    "StagedMember",
    "StagedPerson",
    "StagedTie",
    "StagedTrait",
    "Tiding",
    "Way",
]
