from django.urls import path

from learning.plans.views import handing_in, history, in_courses, plans, team, worksheets

app_name = "plans"

urlpatterns = [
    path("plans/", plans.plans, name="plans"),
    path("plans/new/", plans.new, name="new"),
    path("plans/courses/<uuid:course_key>/", in_courses.choose, name="choose"),
    path("plans/<int:pk>/", plans.plan, name="plan"),
    path("plans/<int:pk>/head/", plans.head, name="head"),
    path("plans/<int:pk>/archive/", plans.archive, name="archive"),
    path("plans/<int:pk>/whole/", plans.whole, name="whole"),
    path("plans/<int:pk>/whole/<slug:file_type>/", plans.export, name="export"),
    path("plans/invitations/<str:key>/", team.invitation, name="invitation"),
    path("plans/<int:pk>/team/", team.team, name="team"),
    path("plans/<int:pk>/team/leave/", team.leave, name="leave"),
    path("plans/<int:pk>/team/invitations/<int:number>/withdraw/", team.withdraw_invitation, name="uninvite"),
    path("plans/<int:pk>/hand-in/", handing_in.hand_in_plan, name="hand_in_plan"),
    path("plans/<int:pk>/hand-ins/<int:number>/", handing_in.submission, name="submission"),
    path("plans/<int:pk>/hand-ins/<int:number>/withdraw/", handing_in.withdraw, name="withdraw"),
    path("plans/<int:pk>/<slug:key>/", worksheets.worksheet, name="worksheet"),
    path("plans/<int:pk>/<slug:key>/hand-in/", handing_in.hand_in, name="hand_in"),
    path("plans/<int:pk>/<slug:key>/<slug:field_key>/", history.history, name="history"),
    path("plans/<int:pk>/<slug:key>/<slug:field_key>/map/<slug:file_type>/", plans.export_map, name="export_map"),
    path("plans/<int:pk>/<slug:key>/<slug:field_key>/save/", worksheets.save_field, name="save_field"),
    path("plans/<int:pk>/<slug:key>/<slug:field_key>/take/", worksheets.take, name="take"),
    path("plans/<int:pk>/<slug:key>/<slug:field_key>/restore/", history.restore, name="restore"),
    path("plans/<int:pk>/<slug:key>/<slug:field_key>/settle/", history.settle, name="settle"),
]
