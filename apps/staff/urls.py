from django.urls import path

from apps.staff.views import batches, home, in_your_name, instance, people, reporting, reports, setup, vocabulary

app_name = "staff"
urlpatterns = [
    path("setup/", setup.setup, name="setup"),
    path("report/<slug:kind>/<str:key>/", reporting.report, name="report"),
    path("in-your-name/<int:batch_id>/", in_your_name.in_your_name, name="in_your_name"),
    path("styleguide/", home.styleguide, name="styleguide"),
    path("staff/", home.home, name="home"),
    path("staff/instance/", instance.instance, name="instance"),
    path("staff/instance/test-mail/", instance.test_mail, name="test_mail"),
    path("staff/people/", people.people, name="people"),
    path("staff/people/<int:user_id>/", people.account, name="account"),
    path("staff/people/<int:user_id>/suspend/", people.suspend, name="suspend"),
    path("staff/people/<int:user_id>/reinstate/", people.reinstate, name="reinstate"),
    path("staff/people/<int:user_id>/second-steps/", people.take_second_steps_off, name="take_second_steps_off"),
    path("staff/vocabulary/", vocabulary.vocabulary, name="vocabulary"),
    path("staff/vocabulary/<int:topic_id>/", vocabulary.topic, name="topic"),
    path("staff/vocabulary/<int:topic_id>/merge/", vocabulary.merge, name="merge"),
    path("staff/vocabulary/<int:topic_id>/approve/", vocabulary.approve, name="approve"),
    path("staff/vocabulary/<int:topic_id>/broader/", vocabulary.put_under, name="put_under"),
    path(
        "staff/vocabulary/<int:topic_id>/broader/<int:broader_id>/off/",
        vocabulary.take_from_under,
        name="take_from_under",
    ),
    path("staff/vocabulary/<int:topic_id>/part/<int:spelling_id>/", vocabulary.part, name="part"),
    path("staff/reports/", reports.reports, name="reports"),
    path("staff/reports/<int:report_id>/", reports.settle, name="settle"),
    path("staff/batches/", batches.batches, name="batches"),
    path("staff/batches/new/", batches.new_batch, name="new_batch"),
    path("staff/batches/<int:batch_id>/", batches.batch, name="batch"),
    path("staff/batches/<int:batch_id>/act/", batches.act, name="act_on_batch"),
    path("staff/audit/", home.audit, name="audit"),
]
