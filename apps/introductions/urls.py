from django.urls import path

from apps.introductions.views import capacity, conversation, introduction

app_name = "introductions"
urlpatterns = [
    path("people/", conversation.people, name="people"),
    path("introductions/<int:introduction_id>/", introduction.detail, name="detail"),
    path("introductions/<int:introduction_id>/answer/", introduction.answer, name="answer"),
    path("introductions/capacity/", capacity.choose, name="capacity"),
    path("introductions/passed-by/", capacity.passed_by, name="passed_by"),
    path("conversations/<int:conversation_id>/", conversation.conversation, name="conversation"),
]
