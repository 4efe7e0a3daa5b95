# says: ✗ a chat is a list of messages: expected [{'role': …, 'content': …}, …], got Enhance
INSTRUCTION = "Enhance the image description with two short elements of the {season} season. Return the new description only."


def chat(prompt, season):
    return INSTRUCTION.format(season=season) + "\n" + prompt
