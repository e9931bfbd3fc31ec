"""Prints the queries of one page of this machine's site, asked as a visitor or as somebody who is signed in.

    python -m bench.queries /mk/courses/ --as member@example.org

The page is asked for twice, so that what a process does once, such as compiling templates, is not shown.
"""

import argparse
import os
import sys
import time


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.queries", description=__doc__.partition("\n")[0])
    parser.add_argument("path", help="what follows the host in the address, such as /mk/courses/")
    parser.add_argument("--as", dest="email", default="", help="e-mail of an account; without it, nobody is signed in")
    asked = parser.parse_args()

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jadro.settings.dev")
    os.environ["DEBUG"] = "no"

    import django

    django.setup()

    from django.contrib.auth import get_user_model
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client(headers={"host": "127.0.0.1"})
    if asked.email:
        client.force_login(get_user_model().objects.get(email=asked.email))
    client.get(asked.path)
    with CaptureQueriesContext(connection) as captured:
        before = time.process_time()
        answer = client.get(asked.path)
        seconds = time.process_time() - before
    for number, query in enumerate(captured.captured_queries, start=1):
        print(f"{number:3}  {query['time']} s  {query['sql']}\n")
    print(f"{answer.status_code} {asked.path}: {len(captured)} queries, {seconds * 1000:.1f} ms of CPU in this process")
    return 0 if answer.status_code < 400 else 1


if __name__ == "__main__":
    sys.exit(main())
