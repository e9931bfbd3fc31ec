from django.urls import path

from jadro.media import views

app_name = "media"

urlpatterns = [path("images/<str:name>", views.rendition, name="rendition")]
