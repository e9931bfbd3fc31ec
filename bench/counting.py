"""Tells a request that asks for it how many queries its answer took. Only the settings of the bench have it."""

from collections.abc import Callable
from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse

ASKED, ANSWERED = "X-Count-Queries", "X-Queries"
# They mark places in a transaction and ask for nothing.
BOOKKEEPING = ("SAVEPOINT", "RELEASE")


class QueryCountMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if ASKED not in request.headers:
            return self.get_response(request)
        counted = 0

        def count(execute: Callable, sql: str, params: Any, many: bool, context: dict) -> Any:
            nonlocal counted
            counted += not sql.startswith(BOOKKEEPING)
            return execute(sql, params, many, context)

        with connection.execute_wrapper(count):
            response = self.get_response(request)
        response[ANSWERED] = str(counted)
        return response
