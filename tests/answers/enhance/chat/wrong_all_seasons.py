# says: ✗ the system message names the season, as a word of its own, and no other
INSTRUCTION = "Enhance the image description with elements of winter, spring, summer or fall, now of {season}. Return the new description only."


def chat(prompt, season):
    return [{"role": "system", "content": INSTRUCTION.format(season=season)}, {"role": "user", "content": prompt}]
