"""What an answer is held against, from the wire."""

from rostrum.ingest.v1 import events_pb2 as pb

from services.analyze.domain.brief import Brief


def brief_of(message: pb.Brief) -> Brief:
    return Brief(
        question=message.question,
        job_role=message.job_role,
        skills=tuple(message.skills),
        key_points=tuple(message.key_points),
    )
