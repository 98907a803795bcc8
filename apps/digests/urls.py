from django.urls import path

from apps.digests import views

app_name = "digests"
urlpatterns = [
    path("digest/preview/", views.preview, name="preview"),
    path("digest/preview/html/", views.preview_html, name="preview_html"),
    path("digest/unsubscribe/<str:token>/", views.unsubscribe, name="unsubscribe"),
    path("settings/digest/", views.choose, name="choose"),
]
