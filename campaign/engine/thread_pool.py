"""A few threads that take one job after another."""

from __future__ import annotations

from collections.abc import Callable
from queue import SimpleQueue
from threading import Thread

Job = Callable[[], None]


class ThreadPool:
    """At most `size` threads, started when there is work; jobs start in the order they came.

    Unlike the threads of a ThreadPoolExecutor, these never keep the process from ending. Whoever
    submits a job waits for it, if that is needed. A job must not raise.
    """

    def __init__(self, size: int, name: str) -> None:
        self._jobs: SimpleQueue[Job | None] = SimpleQueue()
        self._size = size
        self._name = name
        self._threads: list[Thread] = []

    def submit(self, job: Job) -> None:
        """Run a job as soon as a thread is free."""
        self._jobs.put(job)
        if len(self._threads) < self._size:
            name = f"{self._name}-{len(self._threads)}"
            thread = Thread(target=self._work, name=name, daemon=True)
            self._threads.append(thread)
            thread.start()

    def shut_down(self) -> None:
        """Let each thread end after the jobs that were submitted before."""
        for _ in self._threads:
            self._jobs.put(None)

    def _work(self) -> None:
        while (job := self._jobs.get()) is not None:
            job()
