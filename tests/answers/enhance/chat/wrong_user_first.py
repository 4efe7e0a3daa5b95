# says: ✗ the roles are system and user, in this order: got ['user', 'system']
INSTRUCTION = "Enhance the image description with two short elements of the {season} season. Return the new description only."


def chat(prompt, season):
    return [{"role": "user", "content": prompt}, {"role": "system", "content": INSTRUCTION.format(season=season)}]
