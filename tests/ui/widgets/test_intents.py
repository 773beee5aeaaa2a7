from __future__ import annotations

import dataclasses

from kiosk.visit import is_command
from ui.widgets import intents


def test_an_intent_is_a_frozen_value_and_no_command_of_the_visit() -> None:
    values: dict[str, object] = {
        "theme": "dark",
        "text_step": "1.5",
        "read_aloud": True,
        "language": "en",
        "question": "q1",
        "id": "lib-nmda",
        "name": "Amal Haddad",
        "identity_method": "asked",
        "interpreter": None,
    }
    for name in intents.__all__:
        if name == "TabletRole":
            continue
        kind = getattr(intents, name)
        made = kind(**{field.name: values[field.name] for field in dataclasses.fields(kind)})
        assert kind.__dataclass_params__.frozen, name
        assert not is_command(made), name
