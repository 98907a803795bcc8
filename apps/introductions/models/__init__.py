from apps.introductions.models.answer import Answer
from apps.introductions.models.connection import Connection
from apps.introductions.models.conversation import Conversation, ConversationMember, Message
from apps.introductions.models.enclosure import Enclosure, Way
from apps.introductions.models.introduction import Introduction
from apps.introductions.models.network_import import ImportedPerson, StagedMember, StagedPerson, StagedTie, StagedTrait
from apps.introductions.models.tiding import Tiding

__all__ = [
    "Answer",
    "Connection",
    "Conversation",
    "ConversationMember",
    "Enclosure",
    "ImportedPerson",
    "Introduction",
    "Message",
    "StagedMember",
    "StagedPerson",
    "StagedTie",
    "StagedTrait",
    "Tiding",
    "Way",
]
