from django.urls import path

from apps.circles.views import answering, circles, following, inviting, joining, knowing, members, seen, welcoming

app_name = "circles"
urlpatterns = [
    path("circles/", circles.list_circles, name="list"),
    path("circles/new/", circles.create, name="create"),
    path("profile/traits/<int:trait_id>/circles/", seen.seen_in, name="seen_in"),
    path("circles/<slug:tag>/", circles.detail, name="detail"),
    path("circles/<slug:tag>/settings/", circles.settings, name="settings"),
    path("circles/<slug:tag>/link/", circles.renew_link, name="renew_link"),
    path("circles/<slug:tag>/close/", circles.close, name="close"),
    path("circles/<slug:tag>/reopen/", circles.reopen, name="reopen"),
    path("circles/<slug:tag>/leave/", members.leave, name="leave"),
    path("circles/<slug:tag>/members/<int:user_id>/remove/", members.remove, name="remove"),
    path("circles/<slug:tag>/members/<int:user_id>/curator/", members.make_curator, name="make_curator"),
    path("circles/<slug:tag>/held/<int:user_id>/", members.answer_held, name="answer_held"),
    path("circles/<slug:tag>/know/<int:user_id>/", members.know, name="know"),
    path("circles/<slug:tag>/knowing/", knowing.knowing, name="knowing"),
    path("circles/<slug:tag>/welcome/", welcoming.welcome, name="welcome"),
    path("circles/<slug:tag>/welcome/<int:number>/", welcoming.step, name="welcome_step"),
    path("circles/<slug:tag>/welcome/over/", welcoming.leave_it, name="leave_welcome"),
    path("circles/<slug:tag>/questions/", circles.questions, name="questions"),
    path("circles/<slug:tag>/facts/", answering.said_of_me, name="facts"),
    path("circles/<slug:tag>/invite/", inviting.invite, name="invite"),
    path("circles/<slug:tag>/follow-friday/", following.follow_friday, name="follow_friday"),
    path("circles/<slug:tag>/drafts/", following.drafts, name="drafts"),
    path("circles/<slug:tag>/links/", following.links, name="links"),
    path("circles/<slug:tag>/invitations/<int:invitation_id>/", inviting.personal_link, name="personal_link"),
    path("circles/<slug:tag>/invitations/<int:invitation_id>/revoke/", inviting.revoke, name="revoke"),
    path("circles/<slug:tag>/requests/<int:request_id>/", inviting.answer_request, name="answer_request"),
    path("invitation/<str:token>/", answering.invitation, name="invitation"),
    path("join/<str:token>/", joining.join, name="join"),
]
