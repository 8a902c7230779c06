"""What auth consumes, as data; the platform's broker is provisioned from it."""

from chassis.messaging import Consumer

TENANT_PURGED = Consumer(
    name="auth-tenant-purged",
    service="auth",
    subjects=(
        "evt.ingest.tenant.purged.v1.*",
        "evt.transcribe.tenant.purged.v1.*",
        "evt.analyze.tenant.purged.v1.*",
        "evt.report.tenant.purged.v1.*",
    ),
    deadline_s=60.0,
)
SHARES = Consumer(
    name="auth-shares",
    service="auth",
    subjects=(
        "evt.ingest.share.granted.v1.*",
        "evt.ingest.share.revoked.v1.*",
        "evt.ingest.share.used.v1.*",
    ),
    deadline_s=60.0,
)
USAGE_RECORDED = Consumer(
    name="auth-usage-recorded",
    service="auth",
    subjects=(
        "evt.ingest.usage.recorded.v1.*",
        "evt.transcribe.usage.recorded.v1.*",
        "evt.analyze.usage.recorded.v1.*",
        "evt.report.usage.recorded.v1.*",
    ),
    deadline_s=60.0,
)
CONSUMERS = (TENANT_PURGED, SHARES, USAGE_RECORDED)
