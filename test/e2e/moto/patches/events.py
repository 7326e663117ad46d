"""EventBridge: the time of an event."""

from datetime import datetime, timezone

from moto.events.models import Rule


def apply() -> None:
    _write_times_as_the_service_does()


def _write_times_as_the_service_does() -> None:
    """Stock: an event of PutEvents arrives with a number in place of its time."""
    stock = Rule.send_to_targets

    def send_to_targets(self, original_event, *args, **kwargs):
        time = original_event.get("time")
        if isinstance(time, (int, float)):
            text = datetime.fromtimestamp(time, timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
            original_event = {**original_event, "time": text}
        return stock(self, original_event, *args, **kwargs)

    Rule.send_to_targets = send_to_targets
