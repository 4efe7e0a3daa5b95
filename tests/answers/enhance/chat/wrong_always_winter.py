# says: expected the word 'spring', got 'Enhance the image description with two short elements of the winter
INSTRUCTION = "Enhance the image description with two short elements of the {season} season. Return the new description only."


def chat(prompt, season):
    return [{"role": "system", "content": INSTRUCTION.format(season="winter")}, {"role": "user", "content": prompt}]
