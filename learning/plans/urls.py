from django.urls import path

from learning.plans import views

app_name = "plans"

urlpatterns = [
    path("plans/", views.plans, name="plans"),
    path("plans/new/", views.new, name="new"),
    path("plans/<int:pk>/", views.plan, name="plan"),
    path("plans/<int:pk>/head/", views.head, name="head"),
    path("plans/<int:pk>/archive/", views.archive, name="archive"),
    path("plans/<int:pk>/whole/", views.whole, name="whole"),
    path("plans/<int:pk>/whole/<slug:file_type>/", views.export, name="export"),
    path("plans/invitations/<str:key>/", views.invitation, name="invitation"),
    path("plans/<int:pk>/team/", views.team, name="team"),
    path("plans/<int:pk>/team/leave/", views.leave, name="leave"),
    path("plans/<int:pk>/team/invitations/<int:number>/withdraw/", views.withdraw_invitation, name="uninvite"),
    path("plans/<int:pk>/hand-in/", views.hand_in_plan, name="hand_in_plan"),
    path("plans/<int:pk>/hand-ins/<int:number>/", views.submission, name="submission"),
    path("plans/<int:pk>/hand-ins/<int:number>/withdraw/", views.withdraw, name="withdraw"),
    path("plans/<int:pk>/<slug:key>/", views.worksheet, name="worksheet"),
    path("plans/<int:pk>/<slug:key>/hand-in/", views.hand_in, name="hand_in"),
    path("plans/<int:pk>/<slug:key>/<slug:field_key>/", views.history, name="history"),
    path("plans/<int:pk>/<slug:key>/<slug:field_key>/map/<slug:file_type>/", views.export_map, name="export_map"),
    path("plans/<int:pk>/<slug:key>/<slug:field_key>/save/", views.save_field, name="save_field"),
    path("plans/<int:pk>/<slug:key>/<slug:field_key>/take/", views.take, name="take"),
    path("plans/<int:pk>/<slug:key>/<slug:field_key>/restore/", views.restore, name="restore"),
    path("plans/<int:pk>/<slug:key>/<slug:field_key>/settle/", views.settle, name="settle"),
]
