"""A network saved in the browser is loaded natively, and the other way round."""

import base64
import json

import numpy as np
from aipixel.archives import write_zip
from aipixel.vaegan.files.model_files import load_model, pack_model, save_model
from aipixel.vaegan.model import Model
from aipixel.vaegan.training.trainer import Trainer

from tests.coroutines import run
from tests.in_worker import models_address, run_python
from tests.parity.training import MODELS

THERE_AND_BACK = """
from aipixel.vaegan.model import Model
from aipixel.vaegan.files.model_files import load_model, save_model
from aipixel.vaegan.training.trainer import Trainer
model = await Model.open({folder!r})
trainer = Trainer(model, 1)
trainer.restore(load_model({{"dream.zip": base64.b64decode({zipped!r})}}, model.manifest))
unchanged = await save_model(trainer)
await trainer.step()
files = await save_model(trainer)
trainer.close()
await model.close()
json.dumps([{{n: base64.b64encode(c).decode() for n, c in f.items()}} for f in (unchanged, files)])
"""


def test_files_travel_to_the_browser_and_back(open_page):
    async def trained():
        trainer = Trainer(await Model.open(str(MODELS / "tiny")), 7)
        await trainer.step()
        await trainer.losses()
        return trainer, await save_model(trainer)

    trainer, files = run(trained())
    page, _ = open_page("dream/?backend=wasm&config=tiny&seed=7")
    page.wait_for_selector("html[data-state=ready]", timeout=60_000)
    folder = models_address(page) + "tiny"
    zipped = base64.b64encode(write_zip(files)).decode()
    answer = json.loads(run_python(page, THERE_AND_BACK.format(folder=folder, zipped=zipped)))
    unchanged, theirs = ({n: base64.b64decode(c) for n, c in f.items()} for f in answer)
    assert unchanged == files

    checkpoint = load_model(theirs, trainer.model.manifest)
    assert pack_model(checkpoint, trainer.model) == theirs
    run(trainer.step())
    ours = run(trainer.state())
    assert checkpoint.step == trainer.step_count == 2
    for name, values in checkpoint.state.items():
        assert np.abs(values - ours[name]).max() < 1e-3, name
