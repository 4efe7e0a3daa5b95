"""One training loop for all embedded models: seeded, resumable, with a moving average of the weights and progress."""

import math
import time
from collections.abc import Callable

import numpy as np
import torch
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn
from tqdm import tqdm

from foundry.kit import keys

SAVE_EVERY_S = 60
DEVICE = "cuda" if torch.cuda.is_available() else "cpu"  # where models learn, and where a loss brings its batch


def half() -> torch.autocast:
    """A context that computes in bfloat16 where the hardware multiplies it; elsewhere that would be slower, and nothing changes."""
    has = torch.cpu.get_capabilities()
    return torch.autocast(DEVICE, torch.bfloat16, enabled=DEVICE == "cuda" or any(has.get(name, False) for name in ("avx512_bf16", "amx_bf16")))


def train(
    stage: str,
    key: str | None,
    model: torch.nn.Module,
    loss_of: Callable[[torch.nn.Module, np.random.Generator], torch.Tensor],
    *,
    steps: int,
    learning_rate: float,
    weight_decay: float = 0.01,
    ema: float = 0.998,
) -> torch.nn.Module:
    """Trains `model`, on `DEVICE`, and returns the moving average of its weights on the CPU.

    `loss_of(model, rng)` draws one batch with `rng` and returns its loss. The state is saved every minute as
    `build/foundry/checkpoints/<stage>-<key>.pt` (never, where `key` is None); a second call with the same key goes on from there. Batches depend
    on the step alone, so a resumed run sees what an unbroken one would have seen. The rate rises over the first 2 % of the steps and falls to
    zero along a half cosine.

    Raises:
        ValueError: the checkpoint is already beyond `steps`.
    """
    path = keys.BUILD / "checkpoints" / f"{stage}-{key}.pt"
    averaged = AveragedModel(model.to(DEVICE), multi_avg_fn=get_ema_multi_avg_fn(ema))
    optimizer = torch.optim.AdamW(model.parameters(), learning_rate, betas=(0.9, 0.98), weight_decay=weight_decay, fused=True)
    start = 0
    if key and path.exists():
        state = torch.load(path, weights_only=True, map_location=DEVICE)
        model.load_state_dict(state["model"])
        averaged.load_state_dict(state["averaged"])
        optimizer.load_state_dict(state["optimizer"])
        start = state["step"]
    if start > steps:
        raise ValueError(f"{stage} was trained for {start} steps, which no run can take back: ask for at least as many, or remove {path.name}")

    def save(step: int):
        path.parent.mkdir(parents=True, exist_ok=True)
        state = {"model": model.state_dict(), "averaged": averaged.state_dict(), "optimizer": optimizer.state_dict(), "step": step}
        torch.save(state, path.with_suffix(".part"))
        path.with_suffix(".part").rename(path)

    model.train()
    saved, smoothed = time.monotonic(), None
    progress = tqdm(range(start, steps), initial=start, total=steps, desc=stage, mininterval=5)
    for step in progress:
        torch.manual_seed(step)
        warm = min(1.0, (step + 1) / max(1, 0.02 * steps))
        for group in optimizer.param_groups:
            group["lr"] = learning_rate * warm * 0.5 * (1 + math.cos(math.pi * step / steps))
        loss = loss_of(model, np.random.default_rng(step))
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        averaged.update_parameters(model)
        smoothed = loss.item() if smoothed is None else 0.98 * smoothed + 0.02 * loss.item()
        progress.set_postfix(loss=f"{smoothed:.4f}", refresh=False)
        if key and (time.monotonic() - saved > SAVE_EVERY_S or step == steps - 1):
            save(step + 1)
            saved = time.monotonic()
    return averaged.module.cpu().eval()
