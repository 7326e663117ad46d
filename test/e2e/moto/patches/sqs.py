"""SQS: what a queue says of where its unread messages go."""

import json

from moto.sqs.models import Queue


def apply() -> None:
    _write_redrive_policies_as_the_service_does()


def _write_redrive_policies_as_the_service_does() -> None:
    """Stock: with spaces, which gives a diff for ever."""
    stock = Queue.attributes.fget

    def attributes(self):
        found = stock(self)
        if self.redrive_policy:
            found["RedrivePolicy"] = json.dumps(self.redrive_policy, separators=(",", ":"))
        return found

    Queue.attributes = property(attributes)
