"""Route 53: private zones."""

from moto.route53.models import FakeZone


def apply() -> None:
    """Stock: answers a private zone's networks under names that no client reads."""
    stock = FakeZone.add_vpc

    def add_vpc(self, vpc_id, vpc_region):
        vpc = stock(self, vpc_id, vpc_region)
        # The serializer looks for attributes in the API's own spelling.
        vpc.update({"VPCId": vpc_id, "VPCRegion": vpc_region})
        return vpc

    FakeZone.add_vpc = add_vpc
