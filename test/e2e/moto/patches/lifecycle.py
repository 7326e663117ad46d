"""Lifecycle hooks: machines wait until somebody completes the action or the hook's time is over, and EventBridge
is told of those that are about to end."""

from moto.autoscaling.exceptions import ValidationError
from moto.autoscaling.models import AutoScalingBackend, FakeAutoScalingGroup, TerminateInstanceActivity
from moto.autoscaling.responses import AutoScalingResponse
from moto.core.responses import EmptyResult
from moto.core.utils import unix_time, utcnow
from moto.events.models import events_backends
from moto.moto_api._internal import mock_random as random

LAUNCHING = "autoscaling:EC2_INSTANCE_LAUNCHING"
TERMINATING = "autoscaling:EC2_INSTANCE_TERMINATING"
WAITING = {LAUNCHING: "Pending:Wait", TERMINATING: "Terminating:Wait"}


def apply() -> None:
    """Stock: machines are in service or gone at once, and the calls that end or prolong the wait are not implemented."""
    _hold_new_machines()
    _hold_machines_that_end()
    _answer_them()
    _end_what_is_overdue()


def _hook(group: FakeAutoScalingGroup, transition: str):
    hooks = group.autoscaling_backend.lifecycle_hooks.values()
    own = (hook for hook in hooks if hook.auto_scaling_group_name == group.name)
    return next((hook for hook in own if hook.lifecycle_transition == transition), None)


def _hold(states, transition: str) -> None:
    for state in states:
        state.lifecycle_state = WAITING[transition]
        state.waits_since = utcnow()


def _hold_new_machines() -> None:
    launch = FakeAutoScalingGroup.replace_autoscaling_group_instances
    create = AutoScalingResponse.create_auto_scaling_group

    def replace_autoscaling_group_instances(self, *args, **kwargs):
        before = list(self.instance_states)
        launch(self, *args, **kwargs)
        if _hook(self, LAUNCHING):
            _hold([state for state in self.instance_states if state not in before], LAUNCHING)

    def create_auto_scaling_group(self):
        answer = create(self)
        group = self.autoscaling_backend.autoscaling_groups[self._get_param("AutoScalingGroupName")]
        if _hook(group, LAUNCHING):
            _hold(group.instance_states, LAUNCHING)
        return answer

    def active_instances(self):
        counted = ("InService", WAITING[LAUNCHING])
        return [state for state in self.instance_states if state.lifecycle_state in counted]

    FakeAutoScalingGroup.replace_autoscaling_group_instances = replace_autoscaling_group_instances
    FakeAutoScalingGroup.active_instances = active_instances
    AutoScalingResponse.create_auto_scaling_group = create_auto_scaling_group


def _hold_machines_that_end() -> None:
    """Both ways in which a group ends a machine: one that somebody names, and one that it chooses itself."""
    terminate = AutoScalingBackend.terminate_instance
    resize = FakeAutoScalingGroup.set_desired_capacity

    def terminate_instance(self, instance_id, should_decrement):
        group, state = _named(self, instance_id)
        hook = group and _hook(group, TERMINATING)
        if not hook:
            return terminate(self, instance_id, should_decrement)
        size = group.desired_capacity
        _end_by_hook(group, hook, [state])
        group.set_desired_capacity(size - 1 if should_decrement else size)
        return TerminateInstanceActivity(state.instance, size)

    def set_desired_capacity(self, new_capacity):
        hook = _hook(self, TERMINATING)
        wanted = self.min_size if new_capacity is None else new_capacity
        surplus = len(self.active_instances()) - wanted
        if hook and surplus > 0:
            free = [state for state in self.active_instances() if not state.protected_from_scale_in]
            _end_by_hook(self, hook, free[:surplus])
            self.desired_capacity = wanted
            return
        resize(self, new_capacity)

    AutoScalingBackend.terminate_instance = terminate_instance
    FakeAutoScalingGroup.set_desired_capacity = set_desired_capacity


def _named(backend: AutoScalingBackend, instance_id: str):
    for group in backend.autoscaling_groups.values():
        for state in group.instance_states:
            if state.instance.id == instance_id:
                return group, state
    return None, None


def _end_by_hook(group: FakeAutoScalingGroup, hook, states) -> None:
    _hold(states, TERMINATING)
    for state in states:
        _tell_event_bridge(group, hook, state.instance.id)


def _tell_event_bridge(group: FakeAutoScalingGroup, hook, instance_id: str) -> None:
    """To every rule of the default bus, as the service itself does; PutEvents refuses a source of AWS."""
    backend = group.autoscaling_backend
    metadata = getattr(hook, "notification_metadata", None)
    event = {
        "version": "0",
        "id": str(random.uuid4()),
        "detail-type": "EC2 Instance-terminate Lifecycle Action",
        "source": "aws.autoscaling",
        "account": backend.account_id,
        # A target gets it as text.
        "time": unix_time(),
        "region": backend.region_name,
        "resources": [group.arn],
        "detail": {
            "LifecycleActionToken": str(random.uuid4()),
            "AutoScalingGroupName": group.name,
            "LifecycleHookName": hook.name,
            "EC2InstanceId": instance_id,
            "LifecycleTransition": TERMINATING,
            **({"NotificationMetadata": metadata} if metadata else {}),
            "Origin": "AutoScalingGroup",
            "Destination": "EC2",
        },
    }
    bus = events_backends[backend.account_id][backend.region_name].describe_event_bus("default")
    for rule in bus.rules.values():
        rule.send_to_targets(event)


def _waiting(response: AutoScalingResponse):
    instance = response._get_param("InstanceId")
    group = response.autoscaling_backend.autoscaling_groups.get(response._get_param("AutoScalingGroupName"))
    name = response._get_param("LifecycleHookName")
    hooks = [_hook(group, transition) for transition in WAITING] if group else []
    hook = next((one for one in hooks if one and one.name == name), None)
    if not hook:
        raise ValidationError("No Lifecycle Hook found with that name and group")
    for state in group.instance_states:
        if state.instance.id == instance and state.lifecycle_state == WAITING[hook.lifecycle_transition]:
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
    """A machine that is to end does so whatever the answer is."""
    if result == "CONTINUE" and state.lifecycle_state == WAITING[LAUNCHING]:
        state.lifecycle_state = "InService"
        return
    group.instance_states = [other for other in group.instance_states if other is not state]
    group.ec2_backend.terminate_instances([state.instance.id])
    group.set_desired_capacity(group.desired_capacity)


def _end_what_is_overdue() -> None:
    stock = AutoScalingBackend.describe_auto_scaling_groups

    def describe_auto_scaling_groups(self, *args, **kwargs):
        for group in list(self.autoscaling_groups.values()):
            for transition, waiting in WAITING.items():
                hook = _hook(group, transition)
                for state in [one for one in group.instance_states if hook and one.lifecycle_state == waiting]:
                    if (utcnow() - state.waits_since).total_seconds() > int(hook.heartbeat_timeout):
                        _settle(group, state, hook.default_result)
        return stock(self, *args, **kwargs)

    AutoScalingBackend.describe_auto_scaling_groups = describe_auto_scaling_groups
