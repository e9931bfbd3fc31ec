"""What is kept of people by this app, by those below it, and by the packages of others."""

from dataclasses import replace

from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.db.models import Model, QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.models import EditingSession, FormState
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.log_actions import registry as log_actions
from wagtail.models import (
    APIToken,
    Comment,
    CommentReply,
    ModelLogEntry,
    Page,
    PageLogEntry,
    PageSubscription,
    Revision,
    TaskState,
    UploadedFile,
    WorkflowState,
)
from wagtail.users.models import UserProfile
from wagtail_localize.models import SegmentOverride, StringTranslation

from jadro.accounts import emptying
from jadro.accounts.choices import Role
from jadro.accounts.models import User
from jadro.accounts.registry import Erasure, Kept, Merging, Row, register

ROLES = _("Roles")
SIGNING_IN = _("Signing in")
IN_THE_ADMIN = _("Settings and unfinished work in the admin")
WORK = _("Work in the admin")
WORK_STAYS = _("Texts and decisions of the network stay; the name beside them goes.")


def work(model: type[Model], person: str, *, is_content: bool = False) -> Kept:
    """What somebody wrote, decided or put in order for the network. It is the network's, so it is not taken along."""
    return Kept(model, person, WORK, Erasure.KEEP, Merging.KEEP, WORK_STAYS, is_content=is_content)


def unfinished(
    model: type[Model], person: str = "user", *, file: str = "", taken: tuple[str, ...] = (), left: tuple[str, ...] = ()
) -> Kept:
    """Goes with the person; it is of no use to anybody else. `file` names a field that holds one."""

    def delete(owner: User) -> None:
        emptying.delete_with_files(model._default_manager.filter(**{person: owner}), file)

    kept = Kept(model, person, IN_THE_ADMIN, Erasure.DELETE, Merging.DELETE, taken=taken, left=left)
    return replace(kept, erase=delete, merge=lambda _stays, goes: delete(goes)) if file else kept


def _read_account(person: User, language: str) -> list[Row]:
    names = ("email", "first_name", "last_name", "language", "time_zone", "wants_reminders", "member_kind")
    return [
        {
            **{name: getattr(person, name) for name in names},
            "municipality": str(person.municipality or ""),
            "date_joined": person.date_joined,
            "last_login": person.last_login,
        }
    ]


def _read_roles(person: User, language: str) -> list[Row]:
    labels: dict[str, str] = {role.value: str(role.label) for role in Role}
    names = person.groups.order_by("name").values_list("name", flat=True)
    return [{"group__name": labels.get(name, name)} for name in names]


def _log_about(person: User) -> QuerySet[ModelLogEntry]:
    kind = ContentType.objects.get_for_model(User)
    return ModelLogEntry.objects.filter(content_type=kind, object_id=str(person.pk))


def _read_log(person: User, language: str) -> list[Row]:
    return [
        {
            "timestamp": each.timestamp,
            "sentence": str(log_actions.get_formatter(each).format_message(each)),
            "action": each.action,
            "data": each.data,
        }
        for each in _log_about(person).order_by("pk")
    ]


def _sessions_of(person: User) -> QuerySet[Session]:
    return Session.objects.filter(session_key__in=UserSession.objects.filter(user=person).values("session_key"))


register(
    Kept(
        User,
        "pk",
        _("Name, e-mail and what the profile says"),
        Erasure.BLANK,
        Merging.KEEP,
        _("Of the account a number stays, so that what was done is counted once."),
        taken=(
            "email", "first_name", "last_name", "language", "time_zone", "wants_reminders", "member_kind",
            "municipality", "date_joined", "last_login",
        ),
        left=("password", "is_superuser", "is_staff", "is_active", "erased_at", "merged_into"),
        read=_read_account,
        blank=dict.fromkeys(("email", "first_name", "last_name", "password", "member_kind", "municipality"), ""),
        erase=emptying.erase_account,
        merge=emptying.merge_account,
    ),
    Kept(User, "merged_into", _("Accounts merged into this one"), Erasure.KEEP, Merging.MOVE),
    Kept(User.groups.through, "user", ROLES, Erasure.DELETE, Merging.DELETE, taken=("group__name",), left=("group",),
         labels={"group__name": _("role")}, read=_read_roles),
    Kept(User.user_permissions.through, "user", ROLES, Erasure.DELETE, Merging.DELETE, taken=("permission__name",),
         left=("permission",), labels={"permission__name": _("right")}),
    Kept(
        EmailAddress, "user", SIGNING_IN, Erasure.DELETE, Merging.DELETE, taken=("email", "verified", "primary"),
        labels={"email": _("e-mail"), "verified": _("confirmed"), "primary": _("in use")},
    ),
    Kept(
        EmailConfirmation, "email_address__user", SIGNING_IN, Erasure.DELETE, Merging.DELETE,
        left=("email_address", "created", "sent", "key"),
    ),
    Kept(
        Authenticator, "user", SIGNING_IN, Erasure.DELETE, Merging.DELETE, taken=("type", "created_at", "last_used_at"),
        left=("data",),
        labels={"type": _("second step"), "created_at": _("set up"), "last_used_at": _("used last")},
    ),
    Kept(
        UserSession, "user", SIGNING_IN, Erasure.DELETE, Merging.DELETE,
        taken=("created_at", "last_seen_at", "ip", "user_agent"), left=("session_key", "data"),
        labels={
            "created_at": _("signed in"), "last_seen_at": _("seen last"), "ip": _("address on the network"),
            "user_agent": _("browser"),
        },
    ),
    Kept(
        Session, "", SIGNING_IN, Erasure.DELETE, Merging.DELETE, left=("session_data", "expire_date"),
        find=_sessions_of, erase=emptying.end_sessions, merge=lambda _stays, goes: emptying.end_sessions(goes),
    ),
    Kept(
        apps.get_model("outbox.Message"), "recipient", _("Mail to you"), Erasure.DELETE, Merging.MOVE,
        taken=("created_at", "finished_at", "address", "language", "subject", "text"),
        left=(
            "status", "due_at", "lease_until", "tries", "error", "event", "kind", "html", "sensitive",
            "forgets_address",
        ),
        read=emptying.read_messages,
        erase=emptying.delete_messages,
        merge=emptying.merge_messages,
    ),
    Kept(
        ModelLogEntry, "", _("What coordinators changed of your account"), Erasure.BLANK, Merging.KEEP,
        _("That rights were given and taken stays, without a name."),
        taken=("timestamp", "action", "data"),
        left=("content_type", "object_id", "label", "uuid", "user", "revision", "content_changed", "deleted"),
        labels={"timestamp": _("at"), "sentence": _("what")},
        for_programs=("action", "data"),
        blank={"label": ""},
        read=_read_log,
        find=_log_about,
        erase=emptying.forget_in_log,
        merge=lambda _stays, goes: emptying.forget_in_log(goes),
    ),
    unfinished(
        APIToken, taken=("name", "created", "revoked_at"), left=("key_hash", "prefix", "expires_at", "last_used_at")
    ),
    unfinished(EditingSession),
    unfinished(FormState),
    unfinished(PageSubscription),
    unfinished(UploadedFile, "uploaded_by_user", file="file"),
    unfinished(
        UserProfile, file="avatar",
        taken=(
            "avatar", "preferred_language", "current_time_zone", "theme", "density", "contrast", "keyboard_shortcuts",
            "submitted_notifications", "approved_notifications", "rejected_notifications",
            "updated_comments_notifications",
        ),
        left=("dismissibles",),
    ),
    work(Comment, "resolved_by"),
    work(Comment, "user"),
    work(CommentReply, "user"),
    work(Document, "uploaded_by_user", is_content=True),
    work(Image, "uploaded_by_user", is_content=True),
    work(ModelLogEntry, "user"),
    work(Page, "locked_by", is_content=True),
    work(Page, "owner", is_content=True),
    work(PageLogEntry, "user"),
    work(Revision, "user", is_content=True),
    work(SegmentOverride, "last_translated_by", is_content=True),
    work(StringTranslation, "last_translated_by", is_content=True),
    work(TaskState, "finished_by", is_content=True),
    work(WorkflowState, "requested_by", is_content=True),
)  # fmt: skip
