"""S3: policies that ask for TLS, and buckets with delete markers."""

import json

from moto.iam.access_control import IAMPolicy
from moto.s3.models import FakeBucket, FakeDeleteMarker


def apply() -> None:
    _judge_tls_conditions()
    FakeDeleteMarker.dispose = lambda self, garbage=False: None


def _judge_tls_conditions() -> None:
    """Stock: ignores conditions, so a policy that denies plain HTTP denies everything.

    The emulator stands for AWS behind TLS 1.2, so such a statement does not apply to any request.
    """
    stock = FakeBucket.get_permission

    def get_permission(self, action, resource):
        if self.policy is None:
            return stock(self, action, resource)
        policy = json.loads(self.policy.decode())
        statements = policy["Statement"]
        statements = [statements] if isinstance(statements, dict) else statements
        applying = [statement for statement in statements if _applies(statement.get("Condition", {}))]
        mended = json.dumps({**policy, "Statement": applying})
        return IAMPolicy(mended).is_action_permitted(action, resource)

    FakeBucket.get_permission = get_permission


def _applies(conditions: dict) -> bool:
    """False where one condition is known not to hold; other conditions stay as stock moto sees them."""
    for operator, tests in conditions.items():
        for key, value in tests.items():
            values = value if isinstance(value, list) else [value]
            if key.lower() == "aws:securetransport" and operator.startswith("Bool"):
                return any(str(one).lower() == "true" for one in values)
            if key.lower() == "s3:tlsversion" and operator.startswith("NumericLessThan"):
                return any(float(one) > 1.2 for one in values)
    return True
