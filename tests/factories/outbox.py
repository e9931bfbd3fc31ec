from jadro.outbox.models import Job, Message


def message(event="welcome:1", *, address="ana@example.org", **fields) -> Message:
    defaults = {"kind": "welcome", "language": "mk", "subject": "Добредојдовте", "text": "Вашата сметка е отворена."}
    return Message.objects.create(address=address, event=event, **{**defaults, **fields})


def job(kind="publish_scheduled", *, key="", **fields) -> Job:
    return Job.objects.create(kind=kind, key=key, **fields)
