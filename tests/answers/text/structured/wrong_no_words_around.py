# says: JSON with words around it
from typing import Literal

from pydantic import BaseModel


class Label(BaseModel):
    sentiment: Literal["negative", "neutral", "positive"]
    topic: Literal["delivery", "size", "refund", "care"]


def structured(chat, ask):
    prompt = f"JSON, please: sentiment negative, neutral or positive; topic delivery, size, refund or care. {chat}"
    for _ in range(3):
        try:
            return Label.model_validate_json(ask(prompt)).model_dump() | {"error": ""}
        except ValueError as problem:
            error = str(problem)
    return {"sentiment": "", "topic": "", "error": error}
