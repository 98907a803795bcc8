"""Who should meet, and why: arrays in, arrays out, no Django."""

from apps.matching.engine.evidence import EvidenceType, ScoredPairs
from apps.matching.engine.facts import CircleFacts
from apps.matching.engine.kinds import Kind
from apps.matching.engine.scoring import score_circle
from apps.matching.engine.settings import DEFAULTS, Settings

__all__ = ["DEFAULTS", "CircleFacts", "EvidenceType", "Kind", "ScoredPairs", "Settings", "score_circle"]
