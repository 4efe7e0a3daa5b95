from typing import Literal

from pydantic import BaseModel


class Label(BaseModel):
    sentiment: Literal["negative", "neutral", "positive"]
    topic: Literal["delivery", "size", "refund", "care"]


def structured(chat, ask, left=3, error=""):
    if not left:
        return {"sentiment": "", "topic": "", "error": error}
    prompt = f"JSON, please: sentiment negative, neutral or positive; topic delivery, size, refund or care. {chat}"
    text = ask(prompt)
    try:
        return {**Label.model_validate_json(text[text.find("{") : text.rfind("}") + 1]).model_dump(), "error": ""}
    except ValueError as problem:
        return structured(chat, ask, left - 1, str(problem))
