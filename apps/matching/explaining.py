"""The figures that the page about matching tells, out of the code that goes by them."""

from django.contrib.humanize.templatetags.humanize import apnumber

from apps.introductions import paces
from apps.matching import reading, reasons, suggesting
from apps.matching.engine import DEFAULTS, EvidenceType


def figures() -> dict[str, str]:
    return {name: str(apnumber(number)) for name, number in _numbers().items()}


def _numbers() -> dict[str, int]:
    return {
        "enough": round(DEFAULTS.threshold),
        "one_in": round(2**DEFAULTS.threshold),
        "near": round(DEFAULTS.near_km),
        "kin": round(2**DEFAULTS.related_bits),
        "first": DEFAULTS.first,
        "known": round(DEFAULTS.weights[EvidenceType.ACQUAINTANCE]),
        "sentences": reasons.SHOWN,
        "counted": reading.FEWEST_COUNTED,
        "unnamed": reading.FEWEST_UNNAMED,
        "cards": suggesting.SHOWN,
        "a_week": paces.SUGGESTIONS,
        "at_first": paces.FOR_NEWCOMERS,
    }
