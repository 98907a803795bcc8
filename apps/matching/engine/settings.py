from dataclasses import dataclass, field

from apps.matching.engine.evidence import EvidenceType


def _weights() -> dict[EvidenceType, float]:
    """Who one knows foretells more than what one is (measured on two real networks)."""
    return {
        EvidenceType.SHARED: 1.0,
        EvidenceType.NEAR: 1.0,
        EvidenceType.ACQUAINTANCE: 2.0,
        EvidenceType.SEEKS_OFFERS: 1.0,
        EvidenceType.RELATED: 1.0,
    }


@dataclass(frozen=True, slots=True)
class Settings:
    """Strengths are in bits: 10 bits is what one pair in a thousand has by chance."""

    # A pair's score is the sum of its evidence's bits, each times the weight of its type.
    weights: dict[EvidenceType, float] = field(default_factory=_weights)
    # Patience: weaker pairs are not returned. 4 bits: a topic that one in sixteen holds.
    threshold: float = 4.0
    # A pair must be among so many best of one of its two people.
    keep: int = 30
    # So many pairs of each person come before the others: a month of suggestions, and a little more.
    first: int = 6
    # At most so many lines of evidence a pair.
    lines: int = 6
    # A small network is a sample of the world: as if so many more people had been asked, one of whom holds the topic.
    prior: int = 100
    # A topic that over half of a circle of at least so many people holds never carries a pair alone.
    half_from: int = 8
    # Two who seek (or offer) the same: a faint likeness.
    same_help: float = 0.3
    # Bits gained when the years overlap, and lost (down to half of the fact's) when they surely do not.
    same_years: float = 1.5
    other_years: float = 1.5
    # Of interests of one group, where fewer people than one in eight hold any of it: all sports are too wide a word.
    related_bits: float = 3.0
    # Kilometres: nothing further counts; the strength falls to 1/e within `near_scale`.
    near_km: float = 25.0
    near_scale: float = 10.0
    # Kilometres: schools or places of one name that are further apart are two.
    same_km: float = 50.0
    # An acquaintance in common who knows nobody else; it falls with the root of how many in the circle she knows.
    acquaintance_bits: float = 10.0
    # Whether compiled loops may be loaded, which takes a second, and once half a minute: no page waits for that.
    compiles: bool = True
    # A circle of more people is wide: nobody is compared with all of it. What more than `wide_common` of it have in
    # common brings no two together, and each is compared with at most `wide_people`, by what is rarest, of whom
    # `wide_keep` are kept.
    wide_from: int = 100_000
    wide_common: int = 1_000
    wide_people: int = 2_000
    wide_keep: int = 12
    # Cells of a block of scores: memory against speed.
    block_cells: int = 1 << 17


DEFAULTS = Settings()
