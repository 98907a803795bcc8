from django.urls import path

from apps.introductions.views import conversation, introducing, introduction

app_name = "introductions"
urlpatterns = [
    path("people/", conversation.people, name="people"),
    path("introductions/<int:introduction_id>/", introduction.detail, name="detail"),
    path("introductions/<int:introduction_id>/answer/", introduction.answer, name="answer"),
    path("circles/<slug:tag>/introduce/", introducing.introduce, name="introduce"),
    path("conversations/<int:conversation_id>/", conversation.conversation, name="conversation"),
]
