from string import Template

SAYS = {"system": Template("It is $season: add what one sees outdoors then."), "user": Template("$prompt")}


def chat(prompt, season):
    return [{"role": role, "content": text.substitute(prompt=prompt, season=season)} for role, text in SAYS.items()]
