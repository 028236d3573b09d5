"""Has one process of a play do a task on several hosts, where there are many more hosts than forks.

Ansible forks a process for each task on each host. In a play of hundreds of hosts these forks are most of what the
controller does. Here the hosts that would wait for a free fork anyway are gathered, and a process takes one after the
other. Each host has its task, its play context and its variables to itself, as in a loop of Ansible's own. At the end of a
task, forks that are free take over what other processes have not begun. As before, not more hosts than forks are worked
on at once. Standard library and Ansible only.
"""
import copy
import fcntl
import gc
import os
import struct
import termios
import time
from multiprocessing import connection

from ansible import constants
from ansible.executor.process.worker import WorkerProcess
from ansible.executor.task_queue_manager import TaskQueueManager
from ansible.plugins import loader, strategy
from ansible.release import __version__

# Tried with these. Others may be built otherwise, and fork for each host as they did.
VERSIONS = ("2.14.",)

# How often, in seconds, a free fork may take over hosts of another: a fork costs as much as a task or two.
HELP_PAUSE = 0.02

# How often, in seconds, results are looked for while processes have several hosts each.
LOOK_PAUSE = 0.01


def install(hosts):
    """Changes Ansible in this process and in those that are forked from it, where it is a version that is known.

    One process takes so many hosts at the most. Each of them is told as begun once it is gathered.
    """
    if __version__.startswith(VERSIONS):
        keep_plugins()
        Sharing(hosts).install()


def keep_plugins():
    """Keeps which plugins there are: for each task and host, 2.14 looks through their folders anew. Later versions keep them, too."""
    original = loader.PluginLoader.all
    kept = {}

    def every(self, *args, **named):
        paths_only = named == {"path_only": True}
        if args or not (paths_only or (self is loader.vars_loader and not named)):
            return original(self, *args, **named)
        # A role may bring a folder of its own.
        key = (id(self), paths_only, tuple(place.path for place in self._get_paths_with_context()))
        if key not in kept:
            kept[key] = list(original(self, *args, **named))
        return iter(kept[key])

    loader.PluginLoader.all = every


class Turns:
    """Which of several processes does which of some tasks: each number is taken by one of them only."""

    def __init__(self, count):
        self._numbers, given = os.pipe()
        os.write(given, bytes(range(count)))
        os.close(given)

    def take(self):
        """The next number, or None."""
        number = os.read(self._numbers, 1)
        return number[0] if number else None

    def left(self):
        return struct.unpack("i", fcntl.ioctl(self._numbers, termios.FIONREAD, b"\0\0\0\0"))[0]

    def close(self):
        os.close(self._numbers)


class Worker(WorkerProcess):
    """What Ansible makes for a task on a host. One of them has the process, and does the tasks of all that it leads."""

    sharing = None
    led = None
    turns = None

    def start(self):
        if not self.sharing.gather(self):
            super().start()

    def begin(self):
        super().start()

    def _run(self):
        # A visit of the collector would copy all that is shared with the play.
        gc.freeze()
        if self.led is None:
            super()._run()
            return
        while (number := self.turns.take()) is not None:
            self.led[number].do(self._new_stdin)

    def do(self, stdin):
        self._new_stdin = stdin
        # The play's own are for the next host, too.
        self._task, self._play_context = self._task.copy(), self._play_context.copy()
        variables, groups = self._host.vars, self._host.groups
        super()._run()
        # It empties the host that it is done with; the next ones may ask for its variables.
        self._host.vars, self._host.groups = variables, groups


class Sharing:
    """Of the task that all hosts of a play are at, as in the strategy linear."""

    def __init__(self, most):
        self.most = most
        # How many hosts a process gets; 1 is Ansible's own way.
        self.hosts = 1
        self.strategy = None
        self.gathered = []
        self.leaders = []
        self.helped = 0.0

    def install(self):
        base = strategy.StrategyBase
        linear = loader.strategy_loader.get("linear", class_only=True)
        next_tasks = linear._get_next_task_lockstep
        queue_task, wait_on_results = base._queue_task, base._wait_on_pending_results
        has_dead_workers = TaskQueueManager.has_dead_workers
        pause = constants.DEFAULT_INTERNAL_POLL_INTERVAL

        def share(hosts):
            self.hosts = hosts
            constants.DEFAULT_INTERNAL_POLL_INTERVAL = pause if hosts < 2 else LOOK_PAUSE

        def shared_next_tasks(self_, hosts, iterator):
            found = next_tasks(self_, hosts, iterator)
            count = sum(1 for _, task in found if task and task.action not in constants._ACTION_META)
            self.strategy = self_
            share(max(1, min(self.most, count // len(self_._workers))))
            return found

        def shared_queue_task(self_, host, task, task_vars, play_context):
            if self_ is not self.strategy:
                # Another play of the playbook, perhaps one in which hosts do not go together.
                share(1)
            # Ansible looks for a place again and again; here nothing is done until one is free.
            while self.hosts > 1 and free_place(self_._workers, self_._cur_worker) is None:
                connection.wait([worker.sentinel for worker in self_._workers])
            queue_task(self_, host, task, task_vars, play_context)
            if len(self.gathered) >= self.hosts:
                self.begin(self_._workers)

        def shared_wait_on_results(self_, iterator):
            self.begin(self_._workers)
            return wait_on_results(self_, iterator)

        def shared_has_dead_workers(self_):
            self.help(self_._workers)
            return has_dead_workers(self_)

        Worker.sharing = self
        strategy.WorkerProcess = Worker
        linear._get_next_task_lockstep = shared_next_tasks
        base._queue_task = shared_queue_task
        base._wait_on_pending_results = shared_wait_on_results
        TaskQueueManager.has_dead_workers = shared_has_dead_workers

    def gather(self, worker):
        """Whether it waits for others; so it has no process, and its place is free."""
        if self.hosts > 1 and not worker._task.throttle:
            self.gathered.append(worker)
            return True
        return False

    def begin(self, workers):
        """Has those that are gathered done by one process."""
        if not self.gathered:
            return
        leader, led, self.gathered = self.gathered[0], self.gathered, []
        for done in [one for one in self.leaders if not one.turns.left()]:
            done.turns.close()
            self.leaders.remove(done)
        leader.led, leader.turns = led, Turns(len(led))
        self.leaders.append(leader)
        # The last that was gathered has a place, if this one has lost its own.
        workers[workers.index(leader) if leader in workers else free_place(workers)] = leader
        leader.begin()

    def help(self, workers):
        """A free place takes over from the process that has most to do."""
        now = time.monotonic()
        if now - self.helped < HELP_PAUSE:
            return
        leader = max(self.leaders, key=lambda one: one.turns.left(), default=None)
        if leader is None or not leader.turns.left():
            return
        place = free_place(workers)
        if place is not None:
            self.helped = now
            helper = copy.copy(leader)
            # A process of its own.
            super(WorkerProcess, helper).__init__()
            workers[place] = helper
            helper.begin()


def free_place(workers, first=0):
    """One whose process has ended or never was; None where all are taken."""
    order = [*range(first, len(workers)), *range(min(first, len(workers)))]
    return next((n for n in order if workers[n] is None or not workers[n].is_alive()), None)
