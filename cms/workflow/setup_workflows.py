"""Creates and repairs the workflows and their tasks. What an administrator added to them stays."""

from __future__ import annotations

from django.contrib.auth.models import Group
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import Task, Workflow, WorkflowContentType, WorkflowPage, WorkflowState, WorkflowTask

from cms.workflow.approvals import GroupsTask, HouseTask, ReadersTask
from cms.workflow.setup_journal import Journal
from cms.workflow.setup_plans import Plan, Step

# What Wagtail's own migration makes: one task of its group “Moderators”, on the whole tree.
WAGTAIL_DEFAULT = "Moderators approval"


def workflow_of(plan: Plan) -> Workflow | None:
    """Return the workflow of a plan: names are not unique, the one in use counts, then the oldest."""
    return Workflow.objects.filter(name=plan.name).order_by("-active", "pk").first()


def set_up_workflow(plan: Plan, journal: Journal) -> Workflow:
    """Return the workflow of a plan with all its tasks, active and in their order.

    Shape: running workflows go on; tasks that somebody added keep their place, as do groups, readers and due days.
    """
    workflow = workflow_of(plan)
    if workflow is None:
        workflow = Workflow.objects.create(name=plan.name, active=True)
        journal.did(_("Workflow “%s”: created.") % workflow)
    elif not workflow.active:
        workflow.active = True
        workflow.save(update_fields=["active"])
        journal.did(_("Workflow “%s”: put to use again.") % workflow)
    tasks = [_task(step, workflow, journal) for step in plan.steps]
    _put_in_order(workflow, tasks, journal)
    return workflow


def _task(step: Step, workflow: Workflow, journal: Journal) -> HouseTask:
    """Return the task of a step: the workflow's own of that kind whatever its name, else one of that name."""
    of_kind = step.task.objects.order_by("-active", "pk")
    task = of_kind.filter(workflow_tasks__workflow=workflow).first() or of_kind.filter(name=step.name).first()
    if task is None:
        task = step.task.objects.create(name=step.name)
        journal.did(_("Task “%s”: created.") % task)
    elif not task.active:
        task.active = True
        task.save(update_fields=["active"])
        journal.did(_("Task “%s”: put to use again.") % task)
    if isinstance(task, GroupsTask):
        group = Group.objects.get(name=step.group)
        if not task.groups.filter(pk=group.pk).exists():
            task.groups.add(group)
            journal.did(_("Task “%(task)s”: given to the group “%(group)s”.") % {"task": task, "group": group})
    if isinstance(task, ReadersTask) and not task.readers.filter(is_active=True).exists():
        journal.note(
            _("Task “%s” has no readers yet: name them under Settings → Workflow tasks, or nothing passes it.") % task
        )
    return task


def _put_in_order(workflow: Workflow, tasks: list[HouseTask], journal: Journal) -> None:
    rows = list(WorkflowTask.objects.filter(workflow=workflow).order_by("sort_order", "pk"))
    before = [row.task_id for row in rows]
    after = in_order(before, [task.pk for task in tasks])
    known = {row.task_id: row for row in rows}
    for position, task_id in enumerate(after):
        row = known.get(task_id)
        if row is None:
            WorkflowTask.objects.create(workflow=workflow, task_id=task_id, sort_order=position)
        elif before != after and row.sort_order != position:
            row.sort_order = position
            row.save(update_fields=["sort_order"])
    if before != after:
        names = Task.objects.in_bulk(after)
        order = " → ".join(names[task_id].name for task_id in after)
        journal.did(_("Workflow “%(workflow)s”: its tasks are now %(order)s.") % {"workflow": workflow, "order": order})
        log(instance=workflow, action="wagtail.edit", data={"setup_roles": order})


def in_order(present: list[int], wanted: list[int]) -> list[int]:
    """Return the tasks present with the wanted ones added and in their order; others keep their places."""
    ours = [key for key in wanted if key in present]
    places = iter(ours)
    result = [next(places) if key in wanted else key for key in present]
    for position, key in enumerate(wanted):
        if key not in result:
            # Behind the one it follows; the first of all goes to the front.
            result.insert(result.index(wanted[position - 1]) + 1 if position else 0, key)
    return result


def retire_wagtail_default(journal: Journal) -> None:
    """Put Wagtail's own workflow out of use where nobody uses it: it asks for none of our decisions."""
    for workflow in Workflow.objects.filter(name=WAGTAIL_DEFAULT, active=True):
        if _is_used(workflow):
            journal.note(_("Workflow “%s” is still in use and was left as it is.") % workflow)
            continue
        tasks = [row.task for row in workflow.workflow_tasks.select_related("task")]
        workflow.deactivate()
        journal.did(_("Workflow “%s”, which nothing uses: put out of use.") % workflow)
        for task in tasks:
            if task.active and not task.active_workflows.exists():
                task.deactivate()


def _is_used(workflow: Workflow) -> bool:
    open_states = (WorkflowState.STATUS_IN_PROGRESS, WorkflowState.STATUS_NEEDS_CHANGES)
    return (
        WorkflowPage.objects.filter(workflow=workflow).exists()
        or WorkflowContentType.objects.filter(workflow=workflow).exists()
        or WorkflowState.objects.filter(workflow=workflow, status__in=open_states).exists()
    )
