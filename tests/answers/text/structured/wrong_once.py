# says: a refusal, or a value that is not allowed, is asked again
import json
import re


def structured(chat, ask):
    prompt = f"JSON, please: sentiment negative, neutral or positive; topic delivery, size, refund or care. {chat}"
    text = ask(prompt)
    try:
        return json.loads(re.search(r"\{.*\}", text, re.S)[0]) | {"error": ""}
    except Exception as problem:
        return {"sentiment": "", "topic": "", "error": str(problem)}
