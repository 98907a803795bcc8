from django.urls import path

from apps.matching import noting_views, views

app_name = "matching"
urlpatterns = [
    path("suggestions/<int:suggestion_id>/wish/", views.wish, name="wish"),
    path("suggestions/<int:suggestion_id>/note/", noting_views.note, name="note"),
    path("suggestions/<int:suggestion_id>/dismiss/", views.dismiss, name="dismiss"),
    path("suggestions/<int:suggestion_id>/take-back/", views.take_back, name="take_back"),
    path("dismissals/<int:dismissal_id>/undo/", views.undo, name="undo"),
    path("how-matching-works/", views.explained, name="explained"),
]
