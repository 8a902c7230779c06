"""The catalogue of what the analyze service can do."""

from dataclasses import dataclass

from services.analyze.application.use_cases.analyze_recording import AnalyzeRecording
from services.analyze.application.use_cases.compare_analyses import CompareAnalyses
from services.analyze.application.use_cases.give_up_analysis import GiveUpAnalysis
from services.analyze.application.use_cases.list_metrics import ListMetrics
from services.analyze.application.use_cases.purge_recording import PurgeRecording
from services.analyze.application.use_cases.purge_tenant import PurgeTenant
from services.analyze.application.use_cases.read_analysis import ReadAnalysis
from services.analyze.application.use_cases.renew_analysis import RenewAnalysis
from services.analyze.application.use_cases.request_analysis import RequestAnalysis
from services.analyze.application.use_cases.set_aside_message import SetAsideMessage
from services.analyze.application.use_cases.stop_analysis import StopAnalysis


@dataclass(frozen=True)
class Application:
    """Every use case of the service."""

    analyze_recording: AnalyzeRecording
    give_up_analysis: GiveUpAnalysis
    stop_analysis: StopAnalysis
    purge_recording: PurgeRecording
    purge_tenant: PurgeTenant
    set_aside_message: SetAsideMessage
    read_analysis: ReadAnalysis
    request_analysis: RequestAnalysis
    renew_analysis: RenewAnalysis
    compare_analyses: CompareAnalyses
    list_metrics: ListMetrics
