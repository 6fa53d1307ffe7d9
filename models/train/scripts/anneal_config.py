"""The config of the second stage: the first stage's weights trained on with a learning rate that falls to zero.

`python scripts/anneal_config.py configs/base.cfg TRAINED_DIR configs/anneal.cfg`
"""

import sys

from thinc.api import Config

STEPS = 1600


def main(base: str, trained: str, out: str) -> None:
    config = Config().from_disk(base, interpolate=False)
    for name in config["nlp"]["pipeline"]:
        config["components"][name] = {"source": trained}
    config["training"] |= {"max_steps": STEPS, "eval_frequency": 200, "patience": 0, "dropout": 0.15}
    config["training"]["optimizer"]["learn_rate"] = {
        "@schedules": "warmup_linear.v1",
        "warmup_steps": 20,
        "total_steps": STEPS,
        "initial_rate": 0.0006,
    }
    config["training"]["batcher"]["size"] = {
        "@schedules": "compounding.v1",
        "start": 600,
        "stop": 800,
        "compound": 1.001,
    }
    config.to_disk(out)


if __name__ == "__main__":
    main(*sys.argv[1:])
