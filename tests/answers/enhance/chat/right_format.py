INSTRUCTION = "Enhance the image description with two short elements of the {season} season. Return the new description only."


def chat(prompt, season):
    return [{"role": "system", "content": INSTRUCTION.format(season=season)}, {"role": "user", "content": prompt}]
