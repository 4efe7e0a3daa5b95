# says: ✗ the system message names the season, as a word of its own, and no other
INSTRUCTION = "Enhance the image description with two short elements of the. Return the new description only."


def chat(prompt, season):
    return [{"role": "system", "content": INSTRUCTION.replace("the.", "the" + season + " season.")}, {"role": "user", "content": prompt}]
