from django.urls import path

from apps.instance import views

app_name = "instance"
urlpatterns = [
    path("about/", views.about, name="about"),
    path("about/picture/", views.picture, name="picture"),
    path("imprint/", views.imprint, name="imprint"),
    path("rules/", views.rules, name="rules"),
    path("privacy/", views.privacy, name="privacy"),
]
