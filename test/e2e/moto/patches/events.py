"""EventBridge: events for targets that want them as they are."""

from moto.events.utils import EventTemplateParser


def apply() -> None:
    _hand_on_what_nothing_transforms()


def _hand_on_what_nothing_transforms() -> None:
    """Stock: needs jsonpath_ng, which its server does not, also for a target without a transformer."""
    stock = EventTemplateParser.parse

    def parse(input_template, input_paths_map, event):
        return stock(input_template, input_paths_map, event) if input_template else event.copy()

    EventTemplateParser.parse = staticmethod(parse)
