"""What the full profile reaches for, made here: a model hub's cache with the public models' names, classes and shapes of input, random and small
inside, and an S3 server with the public buckets. So its code runs end to end where no hub, no bucket and no card is.
"""

import io
import json
from pathlib import Path

import numpy as np
import torch
from diffusers import AutoencoderKL, EulerAncestralDiscreteScheduler, StableDiffusionXLPipeline, UNet2DConditionModel
from PIL import Image
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import (
    ASTConfig,
    ASTFeatureExtractor,
    ASTForAudioClassification,
    BertConfig,
    BertForSequenceClassification,
    CLIPConfig,
    CLIPImageProcessor,
    CLIPModel,
    CLIPProcessor,
    CLIPTextConfig,
    CLIPTextModel,
    CLIPTextModelWithProjection,
    CLIPVisionConfig,
    PreTrainedTokenizerFast,
    Qwen2Config,
    Qwen2ForCausalLM,
    ViTConfig,
    ViTImageProcessor,
    ViTModel,
)

from foundry.kit.words import clip_tokenizer
from foundry.models.reviews import tokenizer as review_words
from foundry.world.scenes import caption, scenes
from raycourse.settings import PROJECT

REVISION = "0" * 40
CHAT = "{% for m in messages %}<|im_start|>{{ m['role'] }}\n{{ m['content'] }}<|im_end|>\n{% endfor %}{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"


def make_hub(home: Path) -> None:
    """Fills `home`, to be named by `HF_HOME`, with the public models."""
    torch.manual_seed(0)
    captions = [caption(scene) for scene in scenes(500, seed=0)]
    _sdxl_turbo(_snapshot(home, "stabilityai/sdxl-turbo"), captions)
    _qwen(_snapshot(home, "Qwen/Qwen2.5-0.5B-Instruct"), captions)
    _vit(_snapshot(home, "google/vit-base-patch16-224-in21k"))
    _clip(_snapshot(home, "openai/clip-vit-base-patch32"), captions)
    _stars(_snapshot(home, "nlptown/bert-base-multilingual-uncased-sentiment"))
    _sounds(_snapshot(home, "MIT/ast-finetuned-audioset-10-10-0.4593"))


def _snapshot(home: Path, name: str) -> Path:
    folder = home / "hub" / f"models--{name.replace('/', '--')}"
    (folder / "refs").mkdir(parents=True)
    (folder / "refs" / "main").write_text(REVISION)
    return folder / "snapshots" / REVISION


def _text(words, **more) -> CLIPTextConfig:
    ends = {"bos_token_id": words.bos_token_id, "eos_token_id": words.eos_token_id, "pad_token_id": words.pad_token_id}
    small = {"hidden_size": 32, "intermediate_size": 64, "num_hidden_layers": 2, "num_attention_heads": 2, "projection_dim": 32}
    return CLIPTextConfig(vocab_size=len(words), max_position_embeddings=77, **ends, **{**small, **more})


def _sdxl_turbo(folder: Path, captions: list[str]) -> None:
    words = clip_tokenizer(captions, 77)
    pipe = StableDiffusionXLPipeline(
        vae=AutoencoderKL(
            block_out_channels=(4, 4, 4, 4), down_block_types=("DownEncoderBlock2D",) * 4, up_block_types=("UpDecoderBlock2D",) * 4,
            layers_per_block=1, norm_num_groups=4, sample_size=512, force_upcast=True,
        ),
        text_encoder=CLIPTextModel(_text(words)), text_encoder_2=CLIPTextModelWithProjection(_text(words)), tokenizer=words, tokenizer_2=words,
        unet=UNet2DConditionModel(
            sample_size=64, block_out_channels=(32, 64), layers_per_block=1, down_block_types=("DownBlock2D", "CrossAttnDownBlock2D"),
            up_block_types=("CrossAttnUpBlock2D", "UpBlock2D"), cross_attention_dim=64, attention_head_dim=(2, 4), use_linear_projection=True,
            addition_embed_type="text_time", addition_time_embed_dim=8, projection_class_embeddings_input_dim=6 * 8 + 32, transformer_layers_per_block=(1, 1),
        ),
        scheduler=EulerAncestralDiscreteScheduler(beta_schedule="scaled_linear", timestep_spacing="trailing"),
    )  # fmt: skip
    pipe.save_pretrained(folder)
    pipe.to(torch.float16).save_pretrained(folder, variant="fp16")


def _qwen(folder: Path, captions: list[str]) -> None:
    learner = Tokenizer(models.BPE())
    learner.pre_tokenizer, learner.decoder = pre_tokenizers.ByteLevel(add_prefix_space=False), decoders.ByteLevel()
    special = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    learner.train_from_iterator(captions, trainers.BpeTrainer(vocab_size=600, special_tokens=special, initial_alphabet=alphabet, show_progress=False))
    words = PreTrainedTokenizerFast(tokenizer_object=learner, eos_token="<|im_end|>", pad_token="<|endoftext|>", chat_template=CHAT)
    model = Qwen2ForCausalLM(
        Qwen2Config(
            vocab_size=len(words), hidden_size=32, intermediate_size=64, num_hidden_layers=2, num_attention_heads=2, num_key_value_heads=1,
            initializer_range=0.5,  # with the usual 0.02 the answer is the last token, again and again, whatever was asked
            tie_word_embeddings=True, eos_token_id=words.eos_token_id, pad_token_id=words.pad_token_id, bos_token_id=None,
        )
    )  # fmt: skip
    model.generation_config.update(do_sample=True, temperature=0.7, top_p=0.8, top_k=20, repetition_penalty=1.1)
    model.to(torch.bfloat16).save_pretrained(folder)
    words.save_pretrained(folder)


def _vit(folder: Path) -> None:
    shape = {"image_size": 224, "patch_size": 16, "hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 2, "intermediate_size": 64}
    ViTModel(ViTConfig(**shape)).save_pretrained(folder)
    ViTImageProcessor(size={"height": 224, "width": 224}).save_pretrained(folder)


def _clip(folder: Path, captions: list[str]) -> None:
    words = clip_tokenizer(captions, 77)
    seen = CLIPVisionConfig(
        image_size=224, patch_size=32, hidden_size=64, intermediate_size=128, num_hidden_layers=2, num_attention_heads=2, projection_dim=512
    )
    said = _text(words, hidden_size=64, projection_dim=512)
    config = CLIPConfig(text_config=said.to_dict(), vision_config=seen.to_dict(), projection_dim=512)
    CLIPModel(config).save_pretrained(folder)
    pictures = CLIPImageProcessor(size={"shortest_edge": 224}, crop_size={"height": 224, "width": 224})
    CLIPProcessor(pictures, words).save_pretrained(folder)


def _stars(folder: Path) -> None:
    words = review_words(200, 400)
    names = {k: f"{k + 1} star{'s' * (k > 0)}" for k in range(5)}
    small = {"hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 2, "intermediate_size": 64, "vocab_size": len(words)}
    BertForSequenceClassification(BertConfig(**small, id2label=names, label2id={name: k for k, name in names.items()})).save_pretrained(folder)
    words.save_pretrained(folder)


def _sounds(folder: Path) -> None:
    names = {k: f"sound {k}" for k in range(527)} | {0: "Speech", 500: "Silence"}
    small = {"hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 2, "intermediate_size": 64}
    ASTForAudioClassification(ASTConfig(**small, id2label=names, label2id={name: k for k, name in names.items()})).save_pretrained(folder)
    ASTFeatureExtractor().save_pretrained(folder)


def put(s3, bucket: str, key: str, path: Path, rng: np.random.Generator) -> None:
    """A drawn picture where a photograph is expected: a JPEG whose shape varies, as those of photographs do."""
    side = int(rng.integers(90, 200))
    with io.BytesIO() as file:
        Image.open(path).convert("RGB").resize((side, int(side * rng.uniform(0.7, 1.4)))).save(file, "JPEG", quality=80)
        s3.put_object(Bucket=bucket, Key=key, Body=file.getvalue())


def fill_buckets(s3) -> None:
    """Puts drawn pictures where `raycourse.places.PUBLIC` looks for photographs; `s3` is a boto3 client."""
    data, rng = PROJECT / "data", np.random.default_rng(0)
    for bucket in ("air-example-data-2", "doggos-dataset"):
        s3.create_bucket(Bucket=bucket)
        # moto checks HEAD under its own name; S3 itself under GetObject.
        rule = {"Effect": "Allow", "Principal": "*", "Action": ["s3:ListBucket", "s3:GetObject", "s3:HeadObject"]}
        rule["Resource"] = [f"arn:aws:s3:::{bucket}", f"arn:aws:s3:::{bucket}/*"]
        s3.put_bucket_policy(Bucket=bucket, Policy=json.dumps({"Version": "2012-10-17", "Statement": [rule]}))
    for split, public, count in (("train", "train", 60), ("test", "val", 80)):
        for kind, code in (("dog", "n02102040"), ("fish", "n01440764")):
            drawn = sorted((data / "dogs_fish" / split / kind).glob("*.png")) + sorted((data / "dogs_fish" / "test" / kind).glob("*.jpg"))[:count]
            for path in drawn:
                put(s3, "air-example-data-2", f"imagenette2/{public}/{code}/{code}_{path.stem}.JPEG", path, rng)
    put_breeds(s3, "train", 8)
    put_breeds(s3, "test", 2)


def put_breeds(s3, split: str, count: int) -> None:
    """The first `count` pictures of each breed; the public bucket has 80 to train with."""
    rng = np.random.default_rng(1)
    for breed in sorted((PROJECT / "data" / "doggos" / split).iterdir()):
        for path in sorted(breed.iterdir())[:count]:
            put(s3, "doggos-dataset", f"{split}/{breed.name}/{path.name}", path, rng)
