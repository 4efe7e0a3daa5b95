def chat(prompt: str, season: str) -> list[dict]:
    messages = []
    messages.append(dict(role="system", content=f"You paint {season.title()}. Add two things that belong to it."))
    messages.append(dict(role="user", content=prompt))
    return messages
