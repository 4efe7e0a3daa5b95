# says: after three refusals, a row with an error
import re
from typing import Literal

from pydantic import BaseModel


class Label(BaseModel):
    sentiment: Literal["negative", "neutral", "positive"]
    topic: Literal["delivery", "size", "refund", "care"]


def structured(chat, ask):
    prompt = f"JSON, please: sentiment negative, neutral or positive; topic delivery, size, refund or care. {chat}"
    for _ in range(3):
        found = re.search(r"\{.*\}", ask(prompt), re.S)
        try:
            return Label.model_validate_json(found[0] if found else "").model_dump() | {"error": ""}
        except ValueError:
            pass
    return {"sentiment": "neutral", "topic": "care", "error": ""}
