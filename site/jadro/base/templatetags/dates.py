"""`{% load dates %}`: dates and times as `jadro.base.dates` shows them. Nothing gives nothing."""

import datetime as dt

from django import template

from jadro.base.dates import show_date, show_moment, show_short_date, show_time

register = template.Library()


@register.filter
def date_words(value: dt.date | None) -> str:
    """8 March 2026"""
    return show_date(value) if value else ""


@register.filter
def date_short(value: dt.date | None) -> str:
    """8 Mar 2026, as the language shortens it"""
    return show_short_date(value) if value else ""


@register.filter
def clock(value: dt.datetime | dt.time | None) -> str:
    """14:32"""
    return show_time(value) if value is not None else ""


@register.filter
def moment(value: dt.datetime | None) -> str:
    """8 Mar 2026 at 14:32"""
    return show_moment(value) if value else ""
