"""Having been at the same place in the same years."""

from dataclasses import dataclass

import numpy as np

from apps.matching.engine.arrays import Bools, Floats, Ints, on_grid
from apps.matching.engine.kinds import DATED
from apps.matching.engine.settings import Settings
from apps.matching.engine.table import FactTable


@dataclass(frozen=True, slots=True)
class Years:
    """Which facts say when, and from when to when at least. A fact that names one year speaks for that year only."""

    dated: Bools  # [t]
    whole: Bools  # [t] both ends are known
    first: Ints  # [t]
    last: Ints  # [t]
    settings: Settings

    def change(self, one: Ints, other: Ints, strength: Floats) -> Floats:
        """float32[j]: bits to add to `strength` where facts one[j] and other[j] are the same place."""
        both = self.dated[one] & self.dated[other]
        overlap = (self.first[one] <= self.last[other]) & (self.first[other] <= self.last[one])
        apart = ~overlap & self.whole[one] & self.whole[other]
        together, lost = self.changes(strength)
        return np.where(both & overlap, together, np.where(both & apart, lost, np.float32(0)))

    def changes(self, strength: Floats) -> tuple[Floats, Floats]:
        """float32[j] each: bits to add where the years overlap, and where they surely do not."""
        lost = -np.minimum(np.float32(self.settings.other_years), strength / 2)
        return on_grid(np.full(len(strength), self.settings.same_years)), on_grid(lost)


def years_of(table: FactTable, settings: Settings) -> Years:
    start, end = (years.astype(np.int64) for years in (table.facts.year_from, table.facts.year_to))
    return Years(
        dated=np.isin(table.facts.kinds, DATED) & ((start > 0) | (end > 0)),
        whole=(start > 0) & (end > 0),
        first=np.where(start > 0, start, end),
        last=np.where(end > 0, end, start),
        settings=settings,
    )
