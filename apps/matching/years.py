from apps.profiles.models import ProfileTrait


def years_together(one: ProfileTrait, other: ProfileTrait) -> str:
    """ "2008 to 2011" with a dash, "2008", or nothing where they were not there at the same time, or do not say. A fact
    that names one year speaks for that year only, as in the engine."""
    spans = [_span(one), _span(other)]
    if None in spans:
        return ""
    first, last = max(span[0] for span in spans if span), min(span[1] for span in spans if span)
    if first > last:
        return ""
    return f"{first}" if first == last else f"{first}\u2013{last}"


def _span(fact: ProfileTrait) -> tuple[int, int] | None:
    known = [year for year in (fact.year_from, fact.year_to) if year]
    return (known[0], known[-1]) if known else None
