# says: after three refusals, a row with an error
import json


def structured(chat, ask):
    prompt = f"JSON, please: sentiment negative, neutral or positive; topic delivery, size, refund or care. {chat}"
    for _ in range(3):
        text = ask(prompt)
        try:
            found = json.loads(text[text.index("{") : text.rindex("}") + 1])
            if found["sentiment"] in ("negative", "neutral", "positive") and found["topic"] in ("delivery", "size", "refund", "care"):
                return {"sentiment": found["sentiment"], "topic": found["topic"], "error": ""}
        except (ValueError, KeyError):
            pass
    return {"sentiment": None, "topic": None, "error": "three answers that do not fit"}
