from dataclasses import dataclass

import numpy as np

from apps.matching.engine.arrays import Bools, Ints, each, offsets_of
from apps.matching.engine.table import FactTable


@dataclass(frozen=True, slots=True)
class Join:
    """For chosen facts: who else holds the same by a chosen fact, one by one; for what does not sum up."""

    facts: Ints  # [d] the chosen, ascending
    offsets: Ints  # [n + 1] into facts, by owner
    keys: Ints  # [d]
    by_key: Ints  # [d] the chosen by key
    key_offsets: Ints  # [width + 1] into by_key

    def pairs(self, rows: Ints) -> tuple[Ints, Ints, Ints]:
        """(row, mine, theirs): each two chosen facts of one key, mine owned by member rows[row]; with itself, too."""
        row, at = each(self.offsets, rows)
        key = self.keys[at]
        index, place = each(self.key_offsets, key)
        return row[index], self.facts[at[index]], self.by_key[place]


def join(table: FactTable, chosen: Bools) -> Join:
    facts = np.flatnonzero(chosen)
    by_key = facts[np.argsort(table.keys[facts], kind="stable")]
    return Join(
        facts=facts,
        offsets=offsets_of(table.owners[facts], table.size),
        keys=table.keys[facts],
        by_key=by_key,
        key_offsets=offsets_of(table.keys[by_key], table.width),
    )
