def shares(gpus, enhancers, painters):
    large, small = -(-enhancers // gpus), -(-painters // gpus)
    enhancer = int(1.2 / (large + small) * 1000) / 1000 if large < small else int(1.05 / (large + small) * 1000) / 1000
    painter = int((1 - large * enhancer) / small * 10_000) / 10_000
    return enhancer, painter
