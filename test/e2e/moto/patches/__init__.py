"""Mends what stock moto does otherwise than AWS, so that the product need not give up a feature for it.

One module a service, and one for lifecycle hooks; each patch says what stock moto 5.2.1 does. `apply` is called once, before serving.
"""

from . import autoscaling, ec2, events, lifecycle, s3, sqs


def apply() -> None:
    # The last one builds on the patches of auto scaling groups.
    for service in (autoscaling, ec2, events, s3, sqs, lifecycle):
        service.apply()
