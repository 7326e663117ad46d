"""Launch hooks: machines wait until somebody completes the action or the hook's time is over."""

from moto.autoscaling.exceptions import ValidationError
from moto.autoscaling.models import AutoScalingBackend, FakeAutoScalingGroup
from moto.autoscaling.responses import AutoScalingResponse
from moto.core.responses import EmptyResult
from moto.core.utils import utcnow

LAUNCHING = "autoscaling:EC2_INSTANCE_LAUNCHING"
WAITING = "Pending:Wait"


def apply() -> None:
    """Stock: machines are in service at once, and the calls that end or prolong the wait are not implemented."""
    _hold_new_machines()
    _answer_them()
    _end_what_is_overdue()


def _hook(group: FakeAutoScalingGroup):
    hooks = group.autoscaling_backend.lifecycle_hooks.values()
    own = (hook for hook in hooks if hook.auto_scaling_group_name == group.name)
    return next((hook for hook in own if hook.lifecycle_transition == LAUNCHING), None)


def _hold(states) -> None:
    for state in states:
        state.lifecycle_state = WAITING
        state.waits_since = utcnow()


def _hold_new_machines() -> None:
    launch = FakeAutoScalingGroup.replace_autoscaling_group_instances
    create = AutoScalingResponse.create_auto_scaling_group

    def replace_autoscaling_group_instances(self, *args, **kwargs):
        before = list(self.instance_states)
        launch(self, *args, **kwargs)
        if _hook(self):
            _hold(state for state in self.instance_states if state not in before)

    def create_auto_scaling_group(self):
        answer = create(self)
        group = self.autoscaling_backend.autoscaling_groups[self._get_param("AutoScalingGroupName")]
        if _hook(group):
            _hold(group.instance_states)
        return answer

    def active_instances(self):
        return [state for state in self.instance_states if state.lifecycle_state in ("InService", WAITING)]

    FakeAutoScalingGroup.replace_autoscaling_group_instances = replace_autoscaling_group_instances
    FakeAutoScalingGroup.active_instances = active_instances
    AutoScalingResponse.create_auto_scaling_group = create_auto_scaling_group


def _waiting(response: AutoScalingResponse):
    instance = response._get_param("InstanceId")
    group = response.autoscaling_backend.autoscaling_groups.get(response._get_param("AutoScalingGroupName"))
    hook = group and _hook(group)
    if not hook or hook.name != response._get_param("LifecycleHookName"):
        raise ValidationError("No Lifecycle Hook found with that name and group")
    for state in group.instance_states:
        if state.instance.id == instance and state.lifecycle_state == WAITING:
            return group, state
    raise ValidationError(f"No active Lifecycle Action found with instance ID {instance}")


def _answer_them() -> None:
    def complete_lifecycle_action(self):
        group, state = _waiting(self)
        _settle(group, state, self._get_param("LifecycleActionResult"))
        return EmptyResult()

    def record_lifecycle_action_heartbeat(self):
        _, state = _waiting(self)
        state.waits_since = utcnow()
        return EmptyResult()

    AutoScalingResponse.complete_lifecycle_action = complete_lifecycle_action
    AutoScalingResponse.record_lifecycle_action_heartbeat = record_lifecycle_action_heartbeat


def _settle(group: FakeAutoScalingGroup, state, result: str) -> None:
    if result == "CONTINUE":
        state.lifecycle_state = "InService"
        return
    group.instance_states = [other for other in group.instance_states if other is not state]
    group.ec2_backend.terminate_instances([state.instance.id])
    group.set_desired_capacity(group.desired_capacity)


def _end_what_is_overdue() -> None:
    stock = AutoScalingBackend.describe_auto_scaling_groups

    def describe_auto_scaling_groups(self, *args, **kwargs):
        for group in list(self.autoscaling_groups.values()):
            hook = _hook(group)
            for state in [one for one in group.instance_states if hook and one.lifecycle_state == WAITING]:
                if (utcnow() - state.waits_since).total_seconds() > int(hook.heartbeat_timeout):
                    _settle(group, state, hook.default_result)
        return stock(self, *args, **kwargs)

    AutoScalingBackend.describe_auto_scaling_groups = describe_auto_scaling_groups
