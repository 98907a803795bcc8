from django.contrib import admin
from django.urls import include, path

from apps.digests.views import home

urlpatterns = [
    path("accounts/", include("allauth.urls")),
    path("", include("apps.mail.urls")),
    path("staff/admin/", admin.site.urls),
    path("", include("intro_net.health.urls")),
    path("", home, name="home"),
    path("", include("apps.staff.urls")),
    path("", include("apps.instance.urls")),
    path("", include("apps.digests.urls")),
    path("", include("apps.profiles.urls")),
    path("", include("apps.circles.urls")),
    path("", include("apps.introductions.urls")),
    path("", include("apps.matching.urls")),
    path("", include("apps.bench.urls")),
    path("", include("apps.meetings.urls")),
]

handler400 = "intro_net.errors.bad_request"
handler403 = "intro_net.errors.forbidden"
handler404 = "intro_net.errors.not_found"
handler500 = "intro_net.errors.server_error"
