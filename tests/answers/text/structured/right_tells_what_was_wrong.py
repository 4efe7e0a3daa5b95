import re
from typing import Literal

from pydantic import BaseModel


class Label(BaseModel):
    sentiment: Literal["negative", "neutral", "positive"]
    topic: Literal["delivery", "size", "refund", "care"]


def structured(chat, ask):
    prompt = f"JSON, please: sentiment negative, neutral or positive; topic delivery, size, refund or care. {chat}"
    error = ""
    for _ in range(3):
        text = ask(prompt + error)
        found = re.search(r"\{[^}]*\}", text)
        try:
            label = Label.model_validate_json(found[0] if found else "")
            return {"sentiment": label.sentiment, "topic": label.topic, "error": ""}
        except ValueError as problem:
            error = f" The last answer was wrong: {problem}"
    return {"sentiment": "", "topic": "", "error": error}
