"""Allow-lists follow from the declared consumers, and from nothing else."""

from chassis.messaging import Consumer, permissions, subscriber_permissions

OURS = Consumer("report-analysis", "report", ("evt.analyze.analysis.completed.v1.*",))
THEIRS = Consumer("transcribe-prepared", "transcribe", ("evt.ingest.recording.prepared.v1.*",))


def test_a_service_may_publish_in_its_own_name_and_use_its_own_consumers() -> None:
    rights = permissions("report", [OURS, THEIRS])
    assert rights == {
        "publish": [
            "evt.report.>",
            "dlq.report.>",
            "progress.report.>",
            "work.report.>",
            "$JS.API.CONSUMER.MSG.NEXT.EVENTS.report-analysis",
            "$JS.API.CONSUMER.INFO.EVENTS.report-analysis",
            "$JS.ACK.EVENTS.report-analysis.>",
            "$JS.API.STREAM.INFO.DLQ",
            "$JS.API.STREAM.INFO.EVENTS",
            "$JS.API.CONSUMER.CREATE.EVENTS.*.evt.auth.session.revoked.v1.*",
        ],
        "subscribe": ["_INBOX.report.>"],
    }


def test_progress_of_others_is_declared() -> None:
    rights = permissions("ingest", [], progress_of=["transcribe"])
    assert rights["subscribe"] == ["_INBOX.ingest.>", "progress.transcribe.>"]


def test_the_subscriber_publishes_no_event() -> None:
    rights = subscriber_permissions()
    assert all(subject.startswith("$JS.") for subject in rights["publish"])
    assert not any(subject.startswith(("$JS.ACK.EVENTS.*", "$JS.ACK.>")) for subject in rights["publish"])
