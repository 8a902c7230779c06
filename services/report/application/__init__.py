"""The catalogue of what the report service can do."""

from dataclasses import dataclass

from services.report.application.use_cases.compose_report import ComposeReport
from services.report.application.use_cases.export_report import ExportReport
from services.report.application.use_cases.give_up_report import GiveUpReport
from services.report.application.use_cases.purge_recording import PurgeRecording
from services.report.application.use_cases.purge_tenant import PurgeTenant
from services.report.application.use_cases.set_aside_message import SetAsideMessage
from services.report.application.use_cases.stop_report import StopReport


@dataclass(frozen=True)
class Application:
    """Every use case of the service."""

    compose_report: ComposeReport
    give_up_report: GiveUpReport
    stop_report: StopReport
    purge_recording: PurgeRecording
    purge_tenant: PurgeTenant
    set_aside_message: SetAsideMessage
    export_report: ExportReport
