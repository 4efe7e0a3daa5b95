# says: your code runs
import re
from typing import Literal

from pydantic import BaseModel


class Label(BaseModel):
    sentiment: Literal["negative", "neutral", "positive"]
    topic: Literal["delivery", "size", "refund", "care"]


def structured(chat, ask):
    found = re.search(r"\{.*\}", ask(f"Which sentiment and topic? {chat}"), re.S)
    return Label.model_validate_json(found[0] if found else "{}").model_dump() | {"error": ""}
