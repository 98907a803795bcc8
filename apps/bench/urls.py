from django.urls import path

from apps.bench import views

app_name = "bench"
urlpatterns = [
    path("circles/<slug:tag>/bench/", views.sitting, name="sitting"),
]
