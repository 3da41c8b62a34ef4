# Dagster leaves type arguments open in these two functions.
# pyright: reportUnknownVariableType=false
"""When the job runs: every night, and when the raw folder changed. What it does is in ``assets.py``."""

from dagster import (
    AssetSelection,
    DefaultScheduleStatus,
    DefaultSensorStatus,
    RunFailureSensorContext,
    RunRequest,
    ScheduleDefinition,
    SensorDefinition,
    SensorEvaluationContext,
    SensorResult,
    SkipReason,
    define_asset_job,
    run_failure_sensor,
    sensor,
)

from pipeline.locations import Locations
from pipeline.orchestration.alert import tell
from pipeline.orchestration.raw_bucket import bucket_fingerprint
from pipeline.orchestration.raw_folder import RawFolderError, fingerprint
from pipeline.publication.release import published_build

NIGHTLY, COMMANDED = "nightly", "build"

nightly_job = define_asset_job(
    NIGHTLY,
    selection=AssetSelection.all(),
    description="Everything, in order: raw documents, extraction, dbt models and tests, release.",
)

commanded_job = define_asset_job(
    COMMANDED,
    selection=AssetSelection.all(),
    description="The same as nightly, started by the command `yujuesuan build`: the list of runs tells them apart.",
)

nightly_schedule = ScheduleDefinition(
    job=nightly_job,
    cron_schedule="0 2 * * *",
    execution_timezone="Asia/Shanghai",
    default_status=DefaultScheduleStatus.RUNNING,
)


@run_failure_sensor(
    name="failed_night",
    monitored_jobs=[nightly_job],
    default_status=DefaultSensorStatus.RUNNING,
    description="Tells whoever YUJUESUAN_ALERT_COMMAND and YUJUESUAN_ALERT_URL name that a run failed, and why.",
)
def failed_night(context: RunFailureSensorContext) -> None:
    """Tell of a failed run of the UI or the schedule."""
    why = context.failure_event.message or "no reason given"
    for complaint in tell(f"Yujuesuan: run {context.dagster_run.run_id} failed. {why}"):
        context.log.error(complaint)


def make_raw_folder_sensor(locations: Locations, seconds: int = 60) -> SensorDefinition:
    """Return the sensor that starts the job when a file appeared, changed or went away in the raw folder."""

    @sensor(
        name="raw_folder_changed",
        job=nightly_job,
        minimum_interval_seconds=seconds,
        default_status=DefaultSensorStatus.RUNNING,
    )
    def raw_folder_changed(context: SensorEvaluationContext) -> SensorResult | SkipReason:
        """Start the job when the raw folder differs from the one seen last."""
        try:
            now = _fingerprint(locations)
        except (OSError, RawFolderError) as error:
            return SkipReason(str(error))
        number, _, seen = (context.cursor or "0:").partition(":")
        if now == seen:
            return SkipReason(f"Nothing changed in {locations.raw_source or locations.raw_dir}.")
        cursor = f"{int(number) + 1 if number.isdecimal() else 1}:{now}"
        if not seen and published_build(locations) is not None:
            return SensorResult(skip_reason="Watching from now on; a release is published already.", cursor=cursor)
        # The run key keeps one change from starting two runs; its number lets a state of the folder come again.
        return SensorResult(run_requests=[RunRequest(run_key=cursor)], cursor=cursor)

    return raw_folder_changed


def _fingerprint(locations: Locations) -> str:
    if locations.raw_source:
        return bucket_fingerprint(locations.raw_source)
    return fingerprint(locations.raw_dir)
