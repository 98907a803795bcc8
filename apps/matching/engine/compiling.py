"""Loops over arrays that numba compiles where it is installed (requirements-fast.txt). What they come to is the same as
numpy's and scipy's to the last bit: they add in the same order, in the same width."""

import sys
from collections.abc import Callable
from importlib.util import find_spec
from typing import Any, NamedTuple, TypeVar, cast

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array

from apps.matching.engine.arrays import Floats, Ints

F = TypeVar("F", bound=Callable[..., Any])

IS_HERE = find_spec("numba") is not None
# For fewer cells it is not worth loading what was compiled.
FEWEST = 1 << 15


def pays(sizes: Ints) -> bool:
    """sizes: of how many people the circle of each row is."""
    return IS_HERE and int(sizes.sum()) >= FEWEST


def is_loaded() -> bool:
    """What was compiled is in memory, so it pays anyway."""
    return IS_HERE and "apps.matching.engine.compiled" in sys.modules


def compiled(function: F) -> F:
    if not IS_HERE:
        return function
    from numba import njit

    try:
        made: Any = njit(cache=True, nogil=True)(function)
    except RuntimeError:  # nowhere to keep it: NUMBA_CACHE_DIR says where
        made = njit(nogil=True)(function)
    return cast("F", made)


class Matrix(NamedTuple):
    """Sparse, by row."""

    offsets: Ints  # [rows + 1]
    columns: npt.NDArray[np.int32]
    values: Floats


def matrix_of(matrix: csr_array) -> Matrix:
    """The same arrays where they are as wide as that: nothing writes into them."""
    offsets, columns = matrix.indptr.astype(np.int64, copy=False), matrix.indices.astype(np.int32, copy=False)
    return Matrix(offsets, columns, matrix.data.astype(np.float32, copy=False))
