"""The cut-out model (u2netp) in ONNX Runtime; imported in the cutter's child process only."""

import numpy as np
import onnxruntime
from PIL import Image

from ..studio.masks import from_output, model_input
from ..studio.pixels import Pixels
from . import WEIGHTS


class Model:
    """Loaded once; about 0.2 s to load, 0.3 s a picture on 2 cores."""

    def __init__(self, threads: int = 2) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        # spinning threads would take the CPU from the frames that are made beside
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        # the arena keeps what the largest layer once needed: 200 MB more for no time won
        options.enable_cpu_mem_arena = False
        self._session = onnxruntime.InferenceSession(str(WEIGHTS), options, providers=["CPUExecutionProvider"])
        self._input = self._session.get_inputs()[0].name
        # of its seven outputs the first is the fused one
        self._output = self._session.get_outputs()[0].name

    def mask(self, photo: Image.Image) -> Pixels:
        """How sure the model is (0-1) that a pixel of the RGB photo belongs to the product, 320 x 320."""
        [output] = self._session.run([self._output], {self._input: model_input(photo)})
        return from_output(np.asarray(output)[0, 0])
