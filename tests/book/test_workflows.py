"""The workflows of this project and of a new compendium: pinned, of least rights, and complete."""

import re
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
WORKFLOWS = sorted(
    [*(ROOT / ".github" / "workflows").glob("*.yml"), *(ROOT / "template").rglob("workflows/*.yml")]
)
PINNED = re.compile(r"[\w.-]+/[\w.-]+@[0-9a-f]{40}")
EXPRESSION = re.compile(r"\$\{\{.*?\}\}")
OF_OTHERS = ("github.head_ref", "github.event.pull_request.title", "github.event.pull_request.body")
KEYS = {"name", "on", "permissions", "concurrency", "jobs"}
OF_JOB = {"if", "needs", "runs-on", "timeout-minutes", "permissions", "environment", "env", "steps"}
OF_STEP = {"id", "name", "if", "uses", "with", "run", "shell", "env"}


@pytest.fixture(params=WORKFLOWS, ids=lambda path: path.relative_to(ROOT).as_posix())
def workflow(request):
    parsed = yaml.safe_load(request.param.read_text(encoding="utf-8"))
    return {"on" if key is True else key: value for key, value in parsed.items()}


def steps_of(workflow):
    return [step for job in workflow["jobs"].values() for step in job["steps"]]


def test_there_is_one_for_this_project_and_one_for_a_new_compendium():
    assert [path.parts[-4] == "template" for path in WORKFLOWS].count(True) == 1
    assert len(WORKFLOWS) > 1


def test_a_workflow_has_no_key_that_would_be_ignored_or_refused(workflow):
    assert set(workflow) <= KEYS
    assert all(set(job) <= OF_JOB for job in workflow["jobs"].values())
    for step in steps_of(workflow):
        assert set(step) <= OF_STEP
        assert ("uses" in step) != ("run" in step), step


def test_an_action_is_named_by_its_commit(workflow):
    for step in steps_of(workflow):
        assert "uses" not in step or PINNED.fullmatch(step["uses"]), step


def test_only_the_job_that_publishes_may_write(workflow):
    assert workflow["permissions"] == {"contents": "read"}
    jobs = {name: job.get("permissions", {}) for name, job in workflow["jobs"].items()}
    assert jobs.pop("publish") == {"pages": "write", "id-token": "write"}
    assert not any(jobs.values())
    checkouts = [each for each in steps_of(workflow) if "checkout" in each.get("uses", "")]
    assert all(each["with"]["persist-credentials"] is False for each in checkouts)


def test_a_pull_request_is_built_and_never_published(workflow):
    assert "pull_request" in workflow["on"] and "pull_request_target" not in workflow["on"]
    publish = workflow["jobs"]["publish"]
    assert "github.event_name != 'pull_request'" in publish["if"]
    assert "refs/heads/main" in publish["if"]
    kept = [each for each in steps_of(workflow) if "upload-artifact" in each.get("uses", "")]
    assert [each["if"] for each in kept] == ["github.event_name == 'pull_request'"]


def test_a_job_waits_for_jobs_that_there_are_and_ends(workflow):
    for job in workflow["jobs"].values():
        needs = job.get("needs", [])
        assert {*([needs] if isinstance(needs, str) else needs)} <= set(workflow["jobs"])
        assert job["timeout-minutes"] <= 60


def test_no_command_holds_words_that_somebody_else_chose(workflow):
    """A title of a pull request within a command would be run as one."""
    for step in steps_of(workflow):
        assert not EXPRESSION.search(step.get("run", "")), step
        assert not any(each in str(step) for each in OF_OTHERS), step


def test_binder_installs_what_a_person_installs():
    for folder in (ROOT, ROOT / "template"):
        binder = folder / ".binder"
        lines = (binder / "requirements.txt").read_text(encoding="utf-8").splitlines()
        assert lines[-1] == "-r ../requirements.txt"
        assert re.fullmatch(r"python-3\.1[1-9]\n", (binder / "runtime.txt").read_text())
    assert (ROOT / ".binder" / "postBuild").read_text(encoding="utf-8").startswith("#!")
