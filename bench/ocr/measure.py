"""Rounds of reading, one reader after another, so that a machine's moods meet all of them."""

import collections
import dataclasses
import os
import pathlib
import queue
import random
import statistics
import threading
import time

from readers import Cutline, Reading


def busy_seconds() -> float:
    """What all cores have computed so far for anybody, stolen time counted too."""
    user, nice, system, _, _, irq, soft, steal = map(
        int, pathlib.Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:9]
    )
    return (user + nice + system + irq + soft + steal) / os.sysconf("SC_CLK_TCK")


@dataclasses.dataclass
class Round:
    """Each picture read `repeat` times by one reader."""

    wall: float
    readings: list[tuple[int, Reading]]  # index of the picture
    cpu: float  # core seconds of the reader
    others: float  # cores that everything else kept busy meanwhile, this program included

    @property
    def rate(self) -> float:
        return len(self.readings) / self.wall


def read_round(reader, paths: list[pathlib.Path], repeat: int, order: int) -> Round:
    tasks = queue.SimpleQueue()
    indices = list(range(len(paths))) * repeat
    random.Random(order).shuffle(indices)  # the same order for every reader of the round
    for index in indices:
        tasks.put(index)
    done = collections.deque()

    def hand():
        while True:
            try:
                index = tasks.get_nowait()
            except queue.Empty:
                return
            done.append((index, reader.read(paths[index])))

    threads = [threading.Thread(target=hand) for _ in range(reader.hands)]
    cpu, busy, begin = reader.cpu_seconds(), busy_seconds(), time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    wall = time.perf_counter() - begin
    if len(done) != len(indices) or any(reading.status != 200 for _, reading in done):
        raise SystemExit(f"bench: {reader.name} did not read every picture")
    cpu = reader.cpu_seconds() - cpu
    return Round(wall, list(done), cpu, max(0.0, (busy_seconds() - busy - cpu) / wall))


def interleaved(
    readers: list, paths: list[pathlib.Path], warm: int, rounds: int, repeat: int, log
) -> dict[str, list[Round]]:
    """The first `warm` pictures to warm up, which does not count, then `rounds` of each reader in turn."""
    result = collections.defaultdict(list)
    for reader in readers:
        read_round(reader, paths[:warm], reader.hands, 0)  # often enough for each of its processes
        log(f"{reader.name} is warm")
    for number in range(1, rounds + 1):
        for reader in readers:
            one = read_round(reader, paths, repeat, number)
            result[reader.name].append(one)
            log(f"round {number}: {reader.name}: {one.rate:.2f} pictures/s, others {one.others:.2f} cores")
    return result


def quantile(values: list[float], q: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(q * len(ordered)))]


def spread(values: list[float], digits: int = 2) -> str:
    """Median, and in brackets the smallest and largest."""
    return f"{statistics.median(values):.{digits}f} ({min(values):.{digits}f} to {max(values):.{digits}f})"


@dataclasses.dataclass
class Crowd:
    """Many clients in a closed loop until so many requests were answered."""

    clients: int
    requests: int
    wall: float
    latencies: list[float]  # from the first try to the answer, waits after a refusal included
    refusals: int  # answers 503, each obeyed as Retry-After says
    errors: collections.Counter  # by status, or name of the exception
    peak: float


def crowd(server: Cutline, paths: list[pathlib.Path], clients: int, requests: int, log) -> Crowd:
    tasks = queue.SimpleQueue()
    for number in range(requests):
        tasks.put(paths[number % len(paths)])
    done, errors = collections.deque(), collections.Counter()
    lock = threading.Lock()

    def client():
        while True:
            try:
                path = tasks.get_nowait()
            except queue.Empty:
                return
            try:
                reading = server.read(path, patient=True)
                done.append(reading)
                fault = None if reading.status == 200 else str(reading.status)
            except Exception as error:  # whatever it is, it is a request that failed
                fault = type(error).__name__
            with lock:
                if fault:
                    errors[fault] += 1

    threads = [threading.Thread(target=client) for _ in range(clients)]
    begin = last = time.perf_counter()
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        time.sleep(0.05)
        if time.perf_counter() - last > 30:
            last = time.perf_counter()
            log(f"{clients} clients: {len(done)} of {requests} answered, {sum(errors.values())} errors")
    wall = time.perf_counter() - begin
    good = [reading for reading in done if reading.status == 200]
    return Crowd(
        clients, requests, wall, [reading.seconds for reading in good],
        sum(reading.refusals for reading in done), errors, server.peak_mb(),
    )  # fmt: skip
