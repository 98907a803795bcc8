from apps.introductions.models.answer import Answer
from apps.introductions.models.capacity import Capacity
from apps.introductions.models.connection import Connection
from apps.introductions.models.conversation import Conversation, ConversationMember, Message
from apps.introductions.models.introduction import Introduction
from apps.introductions.models.network_import import ImportedPerson, StagedMember, StagedPerson, StagedTie, StagedTrait

__all__ = [
    "Answer",
    "Capacity",
    "Connection",
    "Conversation",
    "ConversationMember",
    "ImportedPerson",
    "Introduction",
    "Message",
    "StagedMember",
    "StagedPerson",
    "StagedTie",
    "StagedTrait",
]
