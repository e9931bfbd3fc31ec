from django.urls import path

from learning.certificates import views

app_name = "certificates"

urlpatterns = [
    path("certificates/", views.check, name="check"),
    path("certificates/<str:code>/", views.certificate, name="certificate"),
    path("my/certificates/", views.mine, name="mine"),
    path("my/certificates/<str:code>/pdf/", views.pdf, name="pdf"),
    path("my/certificates/<str:code>/show/", views.show, name="show"),
    path("my/courses/<uuid:course_key>/certificate/", views.ask, name="ask"),
]
