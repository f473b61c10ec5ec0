import csv
import struct

import pytest
from pixelllm.trainer import Score
from pixelllm.training_log import TrainingLog
from tensorboardX.proto.event_pb2 import Event


def logged(folder):
    """All scalars of a folder's event files, as {(name, step): value}."""
    found = {}
    for path in sorted((folder / "tensorboard").glob("events.*")):
        data = path.read_bytes()
        while data:
            size = struct.unpack("<Q", data[:8])[0]
            event = Event.FromString(data[12 : 12 + size])
            found |= {(v.tag, event.step): v.simple_value for v in event.summary.value}
            data = data[12 + size + 4 :]
    return found


def test_what_is_logged_stands_in_the_csv_and_in_tensorboards_events(tmp_path):
    for step in (100, 200):  # the second as a training that was resumed
        log = TrainingLog(tmp_path)
        log.add(step, 16 * step, 12.3, 0.5 / step, Score(0.25, 0.9, 0.5, 0.75))
        log.close()
    with (tmp_path / "log.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert [row["step"] for row in rows] == ["100", "200"]
    assert rows[1]["sprites"] == "3200"
    assert rows[1]["foreground_accuracy"] == "0.75000"
    events = logged(tmp_path)
    assert events["loss/training", 200] == pytest.approx(0.0025)
    assert events["loss/validation", 100] == 0.25
    assert events["loss/foreground", 100] == 0.5
    assert events["accuracy/validation", 200] == pytest.approx(0.9)
    assert events["accuracy/foreground", 200] == 0.75
