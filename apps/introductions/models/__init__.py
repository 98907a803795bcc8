from apps.introductions.models.answer import Answer
from apps.introductions.models.connection import Connection
from apps.introductions.models.conversation import Conversation, ConversationMember, Message
from apps.introductions.models.introduction import Introduction
from apps.introductions.models.network_import import ImportedPerson, StagedMember, StagedPerson, StagedTie, StagedTrait
from apps.introductions.models.outcome import Outcome

__all__ = [
    "Answer",
    "Connection",
    "Conversation",
    "ConversationMember",
    "ImportedPerson",
    "Introduction",
    "Message",
    "Outcome",
    "StagedMember",
    "StagedPerson",
    "StagedTie",
    "StagedTrait",
]
