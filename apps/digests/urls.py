from django.urls import path

from apps.digests import by_mail_views, views

app_name = "digests"
urlpatterns = [
    path("digest/preview/", views.preview, name="preview"),
    path("digest/preview/html/", views.preview_html, name="preview_html"),
    path("digest/unsubscribe/<str:token>/", views.unsubscribe, name="unsubscribe"),
    path("digest/pause/<str:token>/", by_mail_views.pause_by_link, name="pause_by_link"),
    path("mails/stop/<str:token>/", by_mail_views.stop_by_link, name="stop_by_link"),
    path("settings/mails/", views.choose_mails, name="choose_mails"),
    path("settings/digest/", views.choose, name="choose"),
]
