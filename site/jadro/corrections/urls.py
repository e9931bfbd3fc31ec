from django.urls import path

from jadro.corrections import views

app_name = "corrections"

urlpatterns = [path("<uuid:page_key>/", views.report, name="report")]
