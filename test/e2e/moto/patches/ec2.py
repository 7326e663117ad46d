"""Launch templates: images by parameter, disks, tags, user data. Security groups: descriptions of rules."""

import copy

from moto.ec2.models.instances import InstanceBackend
from moto.ec2.models.launch_templates import LaunchTemplate
from moto.ec2.models.security_groups import SecurityGroupRule
from moto.ec2.responses.launch_templates import LaunchTemplates
from moto.ec2.utils import parse_user_data
from moto.ssm.models import ssm_backends


def apply() -> None:
    _resolve_images_by_parameter()
    _launch_with_the_disks_of_a_template()
    _keep_tags_of_the_template_itself()
    _read_user_data_of_later_versions()
    _keep_descriptions_of_rules()


def _resolve_images_by_parameter() -> None:
    """Stock: takes `resolve:ssm:NAME` for the image's id."""
    stock = InstanceBackend.run_instances

    def run_instances(self, image_id, *args, **kwargs):
        kind, _, name = (image_id or "").partition("resolve:ssm:")
        if kind == "" and name:
            parameters = ssm_backends[self.account_id][self.region_name]
            image_id = parameters.get_parameter(name).value
        return stock(self, image_id, *args, **kwargs)

    InstanceBackend.run_instances = run_instances


def _launch_with_the_disks_of_a_template() -> None:
    """Stock: a mapping with `virtual_name` gives KeyError 'Ebs' when an instance starts (HTTP 500), and a root
    volume without a size, which is the image's, gives MissingParameter."""
    stock = InstanceBackend._get_template_from_args

    def template(self, args):
        version = copy.copy(stock(self, args))
        mappings = version.data.get("BlockDeviceMappings")
        if mappings:
            volumes = [_sized(mapping) for mapping in mappings if mapping.get("Ebs")]
            version.data = {**version.data, "BlockDeviceMappings": volumes}
        return version

    InstanceBackend._get_template_from_args = template


def _sized(mapping: dict) -> dict:
    ebs = mapping["Ebs"]
    known = ebs.get("VolumeSize") or ebs.get("SnapshotId")
    return mapping if known else {**mapping, "Ebs": {**ebs, "VolumeSize": 8}}


def _keep_tags_of_the_template_itself() -> None:
    """Stock: they leak into the tags of what is launched, and a later CreateTags is not seen."""

    def create_launch_template(self):
        answer = stock(self)
        wanted = [
            spec
            for spec in self._get_param("LaunchTemplateData", {}).get("TagSpecifications", [])
            if spec.get("ResourceType") != "launch-template"
        ]
        name = answer._result["LaunchTemplate"]["LaunchTemplateName"]
        data = self.ec2_backend.get_launch_template_by_name(name).versions[0].data
        data.pop("TagSpecifications", None)
        leaked = self._parse_tag_specification()
        own = [spec for spec in wanted if spec["ResourceType"] not in leaked]
        if own:
            data["TagSpecifications"] = own
        return answer

    stock = LaunchTemplates.create_launch_template
    LaunchTemplates.create_launch_template = create_launch_template
    LaunchTemplate.tags = property(lambda self: self.get_tags(), lambda self, value: None)


def _read_user_data_of_later_versions() -> None:
    """Stock: only the first version's user data is parsed; a launch from a later one fails an assertion."""
    stock = LaunchTemplate.create_version

    def create_version(self, data, description):
        if isinstance(data.get("UserData"), (str, bytes)):
            data = {**data, "UserData": parse_user_data(data["UserData"])}
        return stock(self, data, description)

    LaunchTemplate.create_version = create_version


def _keep_descriptions_of_rules() -> None:
    """Stock: a rule that names a group or a prefix list forgets its description."""
    stock = SecurityGroupRule.__init__

    def init(self, *args, **kwargs):
        stock(self, *args, **kwargs)
        prefix_list = kwargs.get("prefix_list_id") or {}
        self.kept_description = self.source_group.get("Description") or prefix_list.get("Description")

    def description(self):
        # A later change is written to the range, whatever the rule names.
        return self.ip_range.get("Description") or getattr(self, "kept_description", None)

    SecurityGroupRule.__init__ = init
    SecurityGroupRule.description = property(description)
