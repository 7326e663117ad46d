"""Auto scaling groups: settings that are not kept, lifecycle hooks, mixed instances, instance refresh."""

from moto.autoscaling.models import AutoScalingBackend, FakeAutoScalingGroup
from moto.autoscaling.responses import AutoScalingResponse
from moto.core.responses import ActionResult, EmptyResult
from moto.core.utils import utcnow
from moto.moto_api._internal import mock_random as random

# What a group remembers besides what stock moto does: request parameter, attribute, how to read it.
KEPT = (
    ("DefaultInstanceWarmup", "default_instance_warmup", "_get_int_param"),
    ("MaxInstanceLifetime", "max_instance_lifetime", "_get_int_param"),
    ("InstanceMaintenancePolicy", "instance_maintenance_policy", "_get_param"),
    ("DefaultCooldown", "default_cooldown", "_get_int_param"),
    ("TerminationPolicies", "termination_policies", "_get_param"),
    ("CapacityRebalance", "capacity_rebalance", "_get_bool_param"),
)

# The values by which the API takes a setting away again.
CLEARED_BY = {"DefaultInstanceWarmup": -1, "MaxInstanceLifetime": 0}


def apply() -> None:
    _keep_settings()
    _keep_mixed_instances_policy()
    _keep_lifecycle_hooks()
    _add_instance_refresh()
    _scale_in_what_is_no_longer_protected()


def _group(response) -> FakeAutoScalingGroup:
    return response.autoscaling_backend.autoscaling_groups[response._get_param("AutoScalingGroupName")]


def _keep_settings() -> None:
    """Stock: dropped on create or on update, which gives a diff for ever."""
    create = AutoScalingResponse.create_auto_scaling_group
    update = AutoScalingResponse.update_auto_scaling_group

    def remember(self) -> None:
        group = _group(self)
        for parameter, attribute, read in KEPT:
            value = getattr(self, read)(parameter)
            if value is not None:
                setattr(group, attribute, None if CLEARED_BY.get(parameter) == value else value)

    def create_auto_scaling_group(self):
        answer = create(self)
        remember(self)
        for hook in self._get_param("LifecycleHookSpecificationList", []):
            _put_hook(self.autoscaling_backend, _group(self).name, hook)
        return answer

    def update_auto_scaling_group(self):
        answer = update(self)
        remember(self)
        return answer

    AutoScalingResponse.create_auto_scaling_group = create_auto_scaling_group
    AutoScalingResponse.update_auto_scaling_group = update_auto_scaling_group


def _keep_mixed_instances_policy() -> None:
    """Stock: an update that does not name the policy removes it."""
    stock = FakeAutoScalingGroup.update

    def update(self, *args, **kwargs):
        policy = self.mixed_instances_policy
        stock(self, *args, **kwargs)
        replaced = kwargs.get("launch_template") or kwargs.get("launch_config_name")
        if kwargs.get("mixed_instances_policy") is None and not replaced:
            self.mixed_instances_policy = policy

    FakeAutoScalingGroup.update = update


def _put_hook(backend: AutoScalingBackend, group: str, wanted: dict) -> None:
    timeout = wanted.get("HeartbeatTimeout")
    hook = backend.create_lifecycle_hook(
        name=wanted["LifecycleHookName"],
        as_name=group,
        transition=wanted.get("LifecycleTransition"),
        timeout=None if timeout is None else int(timeout),
        result=wanted.get("DefaultResult"),
    )
    hook.role_arn = wanted.get("RoleARN")
    hook.notification_target_arn = wanted.get("NotificationTargetARN")
    hook.notification_metadata = wanted.get("NotificationMetadata")


def _keep_lifecycle_hooks() -> None:
    """Stock: answers with a queue and a role of its own invention."""
    names = (
        *("LifecycleHookName", "LifecycleTransition", "HeartbeatTimeout", "DefaultResult"),
        *("RoleARN", "NotificationTargetARN", "NotificationMetadata"),
    )

    def put_lifecycle_hook(self):
        wanted = {name: self._get_param(name) for name in names}
        _put_hook(self.autoscaling_backend, self._get_param("AutoScalingGroupName"), wanted)
        return EmptyResult()

    AutoScalingResponse.put_lifecycle_hook = put_lifecycle_hook


def _add_instance_refresh() -> None:
    """Stock: not implemented. Here a refresh replaces each instance that is not protected, at once."""

    def start_instance_refresh(self):
        group = _group(self)
        old = [state for state in group.instance_states if not state.protected_from_scale_in]
        if old:
            group.ec2_backend.terminate_instances([state.instance.id for state in old])
        group.instance_states = [state for state in group.instance_states if state not in old]
        group.set_desired_capacity(group.desired_capacity)
        refresh = {
            "InstanceRefreshId": str(random.uuid4()),
            "AutoScalingGroupName": group.name,
            "Status": "Successful",
            "StartTime": utcnow(),
            "EndTime": utcnow(),
            "PercentageComplete": 100,
            "InstancesToUpdate": 0,
        }
        group.instance_refreshes = [refresh, *getattr(group, "instance_refreshes", [])]
        return ActionResult({"InstanceRefreshId": refresh["InstanceRefreshId"]})

    def describe_instance_refreshes(self):
        wanted = self._get_param("InstanceRefreshIds", [])
        known = getattr(_group(self), "instance_refreshes", [])
        shown = [refresh for refresh in known if not wanted or refresh["InstanceRefreshId"] in wanted]
        return ActionResult({"InstanceRefreshes": shown})

    AutoScalingResponse.start_instance_refresh = start_instance_refresh
    AutoScalingResponse.describe_instance_refreshes = describe_instance_refreshes


def _scale_in_what_is_no_longer_protected() -> None:
    """Stock: an instance that stood in the way of a scale-in stays for ever, and with it a destroy."""
    stock = AutoScalingBackend.set_instance_protection

    def set_instance_protection(self, group_name, instance_ids, protected_from_scale_in):
        stock(self, group_name, instance_ids, protected_from_scale_in)
        group = self.autoscaling_groups[group_name]
        if not protected_from_scale_in:
            group.set_desired_capacity(group.desired_capacity)

    AutoScalingBackend.set_instance_protection = set_instance_protection
