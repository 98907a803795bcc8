from apps.profiles.models.block import Block
from apps.profiles.models.change import Change
from apps.profiles.models.profile import Profile
from apps.profiles.models.topic import ORDINARY, SENSITIVE, BroaderTopic, LaterWord, Topic, TraitKind, Vocabulary
from apps.profiles.models.trait import ProfileTrait, Reach, Visibility
from apps.profiles.models.user import User

__all__ = [
    "ORDINARY",
    "SENSITIVE",
    "Block",
    "BroaderTopic",
    "Change",
    "LaterWord",
    "Profile",
    "ProfileTrait",
    "Reach",
    "Topic",
    "TraitKind",
    "User",
    "Visibility",
    "Vocabulary",
]
