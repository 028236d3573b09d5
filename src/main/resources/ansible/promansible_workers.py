"""Has one process of a play do a task on several hosts, where there are many more hosts than forks.

Ansible forks a process for each task on each host. In a play of hundreds of hosts these forks are most of what the
controller does. Here the hosts that would wait for a free fork anyway are gathered, and a process takes one after the
other. Each host has its task, its play context, its environment and its folder to itself. What Ansible shares between
hosts before it forks is shared between them: a template or plugin that changes the inside of a variable of the play, or
a variable of its own module, changes it for the next host of its process, too. At the end of a task, forks that are free
take over what other processes have not begun. As before, not more hosts than forks are worked on at once. Standard
library and Ansible only.
"""
import contextlib
import copy
import fcntl
import gc
import os
import struct
import sys
import termios
import time
from multiprocessing import connection

from ansible import constants
from ansible.errors import AnsibleError
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

# How long, in seconds, the last results are waited for when a play ends by an error.
LAST_WAIT = 5


def install(per_fork_max):
    """Changes Ansible in this process and in those that are forked from it, where it is a version that is known.

    A process is given no more hosts than that. The callbacks hear of a host's begin when it is gathered, not when its turn comes.
    """
    if __version__.startswith(VERSIONS):
        keep_plugins()
        Sharing(per_fork_max).install()


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


class Batch:
    """The tasks of several hosts, for one process and those that help it: each task is taken by one of them only."""

    def __init__(self, workers):
        self.workers = workers
        # The numbers of those that nobody has begun. There are a hundred at the most, so that none waits for room in the pipe.
        self._numbers, given = os.pipe()
        try:
            os.write(given, bytes(range(len(workers))))
        finally:
            os.close(given)

    def take(self):
        """The next one, or None."""
        number = os.read(self._numbers, 1)
        return self.workers[number[0]] if number else None

    def not_begun(self):
        """How many."""
        return struct.unpack("i", fcntl.ioctl(self._numbers, termios.FIONREAD, b"\0\0\0\0"))[0]

    def close(self):
        # A worker knows its batch: without this, its process and variables would stay until the collector comes.
        self.workers = []
        os.close(self._numbers)


class Worker(WorkerProcess):
    """What Ansible makes for a task on a host. One of them has the process, and does the tasks of all of its batch."""

    sharing = None
    batch = None

    def start(self):
        if not self.sharing.gather(self):
            super().start()

    def begin(self):
        super().start()

    def _run(self):
        # A visit of the collector would write to memory that is shared with the play, and so copy all of it.
        gc.freeze()
        if self.batch is None:
            super()._run()
            return
        try:
            # Without the play nobody would hear of further hosts.
            while os.getppid() == self._parent_pid and (worker := self.batch.take()) is not None:
                worker.do(self._new_stdin)
        finally:
            # What is done is told, also when a plugin ends this process.
            self._final_q.close()
            self._final_q.join_thread()

    def do(self, stdin):
        self._new_stdin = stdin
        # The play's own are for the next host, too.
        self._task, self._play_context = self._task.copy(exclude_tasks=True), self._play_context.copy()
        variables, groups = self._host.vars, self._host.groups
        with process_as_it_was():
            super()._run()
        # It empties the host that it is done with; the next ones may ask for its variables.
        self._host.vars, self._host.groups = variables, groups
        if self._play_context.connection_lockfd is not None:
            # A connection that fails may keep it; else it would go with the process.
            fcntl.lockf(self._play_context.connection_lockfd, fcntl.LOCK_UN)


@contextlib.contextmanager
def process_as_it_was():
    """Takes back what a plugin changes of its process, which ends after one host in Ansible's own way."""
    environment, stdin, umask, folder = os.environ.copy(), sys.stdin, os.umask(0o077), os.open(".", os.O_PATH)
    os.umask(umask)
    try:
        yield
    finally:
        if os.environ != environment:
            os.environ.clear()
            os.environ.update(environment)
        sys.stdin = stdin
        os.umask(umask)
        os.fchdir(folder)
        os.close(folder)


class Sharing:
    """Of the task that all hosts of a play are at, as in the strategy linear."""

    def __init__(self, per_fork_max):
        self.per_fork_max = per_fork_max
        # 1 is Ansible's own way.
        self.per_fork = 1
        self.strategy = None
        self.iterator = None
        self.gathered = []
        # Those that have a process and a batch of which not all is begun.
        self.leaders = []
        # What was heard while a host waited for a fork.
        self.results = []
        self.helped_at = 0.0
        self.look_pause = constants.DEFAULT_INTERNAL_POLL_INTERVAL

    def install(self):
        base = strategy.StrategyBase
        linear = loader.strategy_loader.get("linear", class_only=True)
        next_tasks = linear._get_next_task_lockstep
        queue_task, wait_on_results = base._queue_task, base._wait_on_pending_results
        process_results = base._process_pending_results
        has_dead_workers = TaskQueueManager.has_dead_workers

        def shared_next_tasks(self_, hosts, iterator):
            found = next_tasks(self_, hosts, iterator)
            count = sum(1 for _, task in found if task and task.action not in constants._ACTION_META)
            self.strategy, self.iterator = self_, iterator
            self.give(count // len(self_._workers))
            return found

        def shared_queue_task(self_, host, task, task_vars, play_context):
            if self_ is not self.strategy:
                # Another play of the playbook, perhaps one in which hosts do not go together.
                self.give(1)
            if self_ is self.strategy and not task.throttle:
                # Ansible's own search takes the place of a process that was killed, and then waits for its result for ever.
                self_._cur_worker = wait_for_place(self_)
            queue_task(self_, host, task, task_vars, play_context)
            if len(self.gathered) >= self.per_fork:
                with the_last_heard(self_, self.iterator):
                    self.begin(self_._workers)

        def wait_for_place(self_):
            while (place := free_place(self_._workers, self_._cur_worker)) is None:
                connection.wait([worker.sentinel for worker in self_._workers], LOOK_PAUSE)
                with the_last_heard(self_, self.iterator):
                    if has_dead_workers(self_._tqm):
                        raise AnsibleError("A worker was found in a dead state")
                self.results += process_results(self_, self.iterator)
            return place

        def shared_process_results(self_, *arguments, **named):
            heard, self.results = self.results, []
            return heard + process_results(self_, *arguments, **named)

        def shared_wait_on_results(self_, iterator):
            with the_last_heard(self_, iterator):
                self.begin(self_._workers)
                return wait_on_results(self_, iterator)

        @contextlib.contextmanager
        def the_last_heard(self_, iterator):
            """When the play ends by an error, what processes have told before is told to the callbacks, too."""
            try:
                yield
            except AnsibleError:
                # As Ansible ends this thread at the end of a play: it has then read all that was sent.
                self_._final_q.put(strategy._sentinel)
                self_._results_thread.join(LAST_WAIT)
                process_results(self_, iterator)
                raise

        def shared_has_dead_workers(self_):
            # Before helping: a helper could replace the dead worker, and its death would never be seen.
            if has_dead_workers(self_):
                return True
            # One that was queued while others are waited for, as the debugger does.
            self.begin(self_._workers)
            self.help(self_._workers)
            return False

        Worker.sharing = self
        strategy.WorkerProcess = Worker
        linear._get_next_task_lockstep = shared_next_tasks
        base._queue_task = shared_queue_task
        base._process_pending_results = shared_process_results
        base._wait_on_pending_results = shared_wait_on_results
        TaskQueueManager.has_dead_workers = shared_has_dead_workers

    def give(self, hosts):
        """Has each process get so many hosts, within the limits."""
        self.per_fork = max(1, min(self.per_fork_max, hosts))
        constants.DEFAULT_INTERNAL_POLL_INTERVAL = self.look_pause if self.per_fork < 2 else LOOK_PAUSE

    def gather(self, worker):
        """Whether it waits for others; so it has no process, and its place is free."""
        if self.per_fork > 1 and not worker._task.throttle:
            self.gathered.append(worker)
            return True
        return False

    def begin(self, workers):
        """Has those that are gathered done by one process."""
        self.forget_begun()
        if not self.gathered:
            return
        leader, batch, self.gathered = self.gathered[0], self.gathered, []
        # Gathered workers have no process, so their places look free, and later ones overwrite them. If the
        # leader's was overwritten, any free place will do.
        place = workers.index(leader) if leader in workers else free_place(workers)
        try:
            leader.batch = Batch(batch)
            leader.begin()
        except OSError as e:
            raise AnsibleError(f"no process can be started for {leader._host} and {len(batch) - 1} more hosts: {e}") from e
        workers[place] = leader
        self.leaders.append(leader)

    def forget_begun(self):
        for leader in [one for one in self.leaders if not one.batch.not_begun()]:
            leader.batch.close()
            self.leaders.remove(leader)

    def help(self, workers):
        """A free place takes over from the process that has most to do."""
        now = time.monotonic()
        if now - self.helped_at < HELP_PAUSE:
            return
        leader = max(self.leaders, key=lambda one: one.batch.not_begun(), default=None)
        place = free_place(workers)
        if leader is None or place is None or not leader.batch.not_begun():
            return
        self.helped_at = now
        helper = copy.copy(leader)
        # A process of its own.
        super(WorkerProcess, helper).__init__()
        # Where none can be started, the leader does all that is left.
        with contextlib.suppress(OSError):
            helper.begin()
            workers[place] = helper


def free_place(workers, first=0):
    """One whose process ended with exit code 0, or was never started; None where there is none."""
    order = [*range(first, len(workers)), *range(min(first, len(workers)))]
    return next((n for n in order if workers[n] is None or not (workers[n].is_alive() or workers[n].exitcode)), None)
