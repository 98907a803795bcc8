from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from apps.bench.picture.choosing import known_to, told_of
from apps.bench.picture.clusters import MOST, clusters, links
from apps.bench.picture.drawing import draw
from apps.bench.picture.network import Network, read_network
from apps.bench.picture.table import rows_of
from apps.bench.views import bench_of
from apps.circles.models import Circle
from apps.profiles.requests import SignedIn, as_id


@require_safe
@login_required
def picture(request: SignedIn, tag: str) -> HttpResponse:
    """Who knows whom in a circle, as its curators may know it."""
    circle = bench_of(request, tag)
    network = read_network(circle, curator=request.user, at=timezone.now(), today=timezone.localdate())
    if len(network.people) > MOST:
        return _large(request, circle, network)
    return _one(request, circle, network)


def _large(request: SignedIn, circle: Circle, network: Network) -> HttpResponse:
    found = clusters(network)
    group, who = (as_id(request.GET.get(name, "")) for name in ("group", "who"))
    chosen = next((one for one in found if one.number == group or (group is None and who in one.people)), None)
    if chosen:
        return _one(request, circle, network.only(chosen.people), group=chosen.number)
    height = max(one.y + one.radius for one in found) + 40
    context = {
        "circle": circle,
        "clusters": [(one, [network.people[i] for i in one.people]) for one in found],
        "links": links(network, found),
        "height": height,
    }
    return render(request, "bench/picture_clusters.html", context)


def _one(request: SignedIn, circle: Circle, network: Network, *, group: int | None = None) -> HttpResponse:
    who = as_id(request.GET.get("who", ""))
    chosen = network.people.get(who) if who is not None else None
    context = {
        "circle": circle,
        "group": group,
        "network": network,
        "chosen": chosen,
        "told": told_of(chosen.pk, network, circle=circle, curator=request.user) if chosen else [],
        "known": known_to(chosen.pk, network) if chosen else [],
        "drawing": draw(network, chosen=chosen.pk if chosen else None),
        "rows": rows_of(network),
    }
    return render(request, "bench/picture.html", context)
