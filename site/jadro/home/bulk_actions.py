"""Wagtail's actions on many pages at once, done to their other languages too, as its views for one page do."""

from typing import Any

from wagtail.admin.views.pages.bulk_actions import DeleteBulkAction, MoveBulkAction, UnpublishBulkAction
from wagtail.models import Page

from jadro.home import queries


class DeleteEverywhere(DeleteBulkAction):
    @classmethod
    def execute_action(cls, objects: list[Page], **kwargs: Any) -> tuple[int, int]:
        return super().execute_action(queries.with_followers(objects), **kwargs)


class UnpublishEverywhere(UnpublishBulkAction):
    @classmethod
    def execute_action(cls, objects: list[Page], **kwargs: Any) -> tuple[int, int]:
        return super().execute_action(queries.with_followers(objects), **kwargs)


class MoveEverywhere(MoveBulkAction):
    @classmethod
    def execute_action(
        cls, objects: list[Page], destination: Page | None = None, user: Any = None, **kwargs: Any
    ) -> tuple[int, int]:
        done = super().execute_action(objects, destination=destination, user=user, **kwargs)
        for follower in queries.with_followers(objects)[len(objects) :]:
            target = destination.get_translation_or_none(follower.locale) if destination else None
            if target is not None and follower.get_parent() != target:
                follower.move(target, pos="last-child", user=user)
        return done
