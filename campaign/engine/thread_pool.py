"""A few threads that take one job after another."""

from __future__ import annotations

from collections.abc import Callable
from queue import SimpleQueue
from threading import Thread

Job = Callable[[], None]


class ThreadPool:
    """At most `size` threads, begun when there is work; jobs are begun in the order they came.

    Unlike those of a ThreadPoolExecutor they keep no process from ending: what must be waited
    for, whoever gave the job waits for. A job must not raise.
    """

    def __init__(self, size: int, name: str) -> None:
        self._jobs: SimpleQueue[Job | None] = SimpleQueue()
        self._size = size
        self._name = name
        self._threads: list[Thread] = []

    def give(self, job: Job) -> None:
        """Have it done as soon as a thread is free."""
        self._jobs.put(job)
        if len(self._threads) < self._size:
            name = f"{self._name}-{len(self._threads)}"
            thread = Thread(target=self._work, name=name, daemon=True)
            self._threads.append(thread)
            thread.start()

    def dismiss(self) -> None:
        """Let each thread end after what was given before."""
        for _ in self._threads:
            self._jobs.put(None)

    def _work(self) -> None:
        while (job := self._jobs.get()) is not None:
            job()
