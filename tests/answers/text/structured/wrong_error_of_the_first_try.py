# says: a refusal, or a value that is not allowed, is asked again
import json


def structured(chat, ask):
    prompt = f"JSON, please: sentiment negative, neutral or positive; topic delivery, size, refund or care. {chat}"
    row = {"sentiment": "", "topic": "", "error": ""}
    for _ in range(3):
        text = ask(prompt)
        try:
            found = json.loads(text[text.index("{") : text.rindex("}") + 1])
            if found["sentiment"] in ("negative", "neutral", "positive") and found["topic"] in ("delivery", "size", "refund", "care"):
                return row | {"sentiment": found["sentiment"], "topic": found["topic"]}
            row["error"] = "a value that is not allowed"
        except (ValueError, KeyError) as problem:
            row["error"] = str(problem)
    return row
