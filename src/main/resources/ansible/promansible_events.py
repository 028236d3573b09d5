# Writes what happens in a play as JSON lines: one line per task result and, at the end, the stats.
# It stands beside the human output, which stays Ansible's own. Standard library and Ansible only.
from __future__ import annotations

import importlib.util
import json
import os
import signal
import sys
import threading
import time

from ansible import constants as C
from ansible.executor.stats import AggregateStats
from ansible.parsing.ajson import AnsibleJSONEncoder
from ansible.playbook.block import Block
from ansible.plugins.callback import CallbackBase
from ansible.plugins.strategy import StrategyBase

DOCUMENTATION = """
name: promansible_events
type: notification
short_description: writes task results and stats as JSON lines for Promansible
description:
  - Appends one JSON object a line to the file that PROMANSIBLE_EVENTS names.
options: {}
"""

# A result may hold a whole file; what people read of it is in the log.
TEXT_MAX = 4096
RESULTS_MAX = 65536
KEPT = ("msg", "rc", "stdout", "stderr", "reason", "attempts", "skip_reason")

# So often the results of a host are told while the play runs; the last ones always are, at its end.
RESULTS_EARLY = 20

# The exit code of a play that was refused by us.
REFUSED = 249

# By these a play ends for hosts on purpose. Ansible tells no callback of it, and has no line in the stats for them.
ENDINGS = ("end_host", "end_batch", "end_play")


class CallbackModule(CallbackBase):
    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "notification"
    CALLBACK_NAME = "promansible_events"
    CALLBACK_NEEDS_ENABLED = True

    def __init__(self):
        super().__init__()
        path = os.environ.get("PROMANSIBLE_EVENTS")
        self.disabled = not path
        if path:
            # One write() a line with O_APPEND: lines never mix, and a reader sees whole ones.
            self._file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        self._started = {}
        self._limit = self._read_limit(path)
        self._seconds = self._read_seconds(path)
        self._age = self._read_age(path)
        self._ends = None
        self._last = None
        self._own_timeouts = {}
        self._limited = set()
        self._begun = set()
        self._open = {}
        self._told = {}
        if path:
            self._watch_endings()
            self._watch_results()
            self._watch_for_the_end()
            self._share_workers()

    @staticmethod
    def _share_workers():
        """Not in a container, where that module is not; then, and where Ansible is built otherwise, it forks for each host."""
        module = os.path.join(os.path.dirname(os.path.dirname(__file__)), "workers", "promansible_workers.py")
        try:
            hosts = int(os.environ.get("PROMANSIBLE_HOSTS_PER_FORK", "1"))
            if hosts < 2 or not os.path.exists(module):
                return
            spec = importlib.util.spec_from_file_location("promansible_workers", module)
            workers = importlib.util.module_from_spec(spec)
            spec.loader.exec_module(workers)
            workers.install(hosts)
        except Exception as e:
            # The events and the limit of hosts matter more than the speed.
            print(f"Each host has a process of its own in this play: {e}", file=sys.stderr)

    @staticmethod
    def _read_limit(path):
        """The hosts of the run, one a line beside the file of events; None where there is no such file."""
        try:
            with open(os.path.join(os.path.dirname(path), "limit"), encoding="utf-8") as limit:
                return set(limit.read().split("\n")) - {""}
        except (OSError, TypeError):
            return None

    @staticmethod
    def _read_seconds(path):
        """How long the roles may take on the hosts of one turn; None where nothing is said."""
        try:
            with open(os.path.join(os.path.dirname(path), "seconds"), encoding="utf-8") as seconds:
                return int(seconds.read())
        except (OSError, TypeError, ValueError):
            return None

    @staticmethod
    def _read_age(path):
        """How long ago this play was started, in seconds, as whoever waits for its end counts them."""
        try:
            with open(os.path.join(os.path.dirname(path), "pid"), encoding="utf-8") as pid, open("/proc/uptime", encoding="utf-8") as up:
                ticks = int(pid.read().rpartition(")")[2].split()[19])
                return max(0, float(up.read().split()[0]) - ticks / os.sysconf("SC_CLK_TCK"))
        except (OSError, TypeError, ValueError, IndexError):
            return 0

    def _limit_time(self, task):
        """
        Ends a task that hangs on a host shortly before the play's time is up: so the other hosts come to their end, and
        Ansible says which host it was.
        """
        if self._ends is None or isinstance(task.timeout, str):
            return
        # Handlers are the same objects in each batch of a serial play.
        own = self._own_timeouts.setdefault(task._uuid, task.timeout)
        now = time.monotonic()
        left = max(1, int((self._ends if self._ends - now >= 1 else self._last) - now))
        limited = not own or own > left
        task.timeout = left if limited else own
        (self._limited.add if limited else self._limited.discard)(task._uuid)

    def _out_of_time(self, result):
        text = str(result._result.get("msg", ""))
        said = "timedout" in result._result or "expected time frame" in text
        return said and result._task._uuid in self._limited

    def _watch_results(self):
        """What a role hands back is told at once: a play that is broken off has no end at which to tell it."""
        original = AggregateStats.update_custom_stats

        def watched(stats, which, what, host=None):
            original(stats, which, what, host)
            self._tell_results(host or "_run", stats.custom.get(host or "_run", {}))

        AggregateStats.update_custom_stats = watched

    def _watch_for_the_end(self):
        """A play that is ended from outside still says on which hosts its tasks were under way."""
        main = os.getpid()

        def ended(number, frame):
            signal.signal(number, signal.SIG_DFL)
            if os.getpid() == main:
                self._write("cut", hosts=sorted(host for host, task in self._open.items() if task))
            os.kill(os.getpid(), number)

        if threading.current_thread() is threading.main_thread():
            signal.signal(signal.SIGTERM, ended)

    def _tell_results(self, host, results, last=False):
        whole = json.dumps(results, cls=AnsibleJSONEncoder)
        times, before = self._told.get(host, (0, None))
        if whole == before or (times >= RESULTS_EARLY and not last):
            return
        self._told[host] = (times + 1, whole)
        if len(whole) > RESULTS_MAX:
            results = {"cut": f"the results of this host take {len(whole)} characters, {RESULTS_MAX} are kept at most"}
        # "_run" is Ansible's name for what was not per host.
        self._write("results", host="" if host == "_run" else host, results=results)

    def _watch_endings(self):
        original = StrategyBase._execute_meta

        def watched(strategy, task, play_context, iterator, target_host):
            results = original(strategy, task, play_context, iterator, target_host)
            by = task.args.get("_raw_params")
            if by in ENDINGS and not any(self._skipped(result) for result in results):
                hosts = [target_host] if by == "end_host" else strategy._inventory.get_hosts(iterator._play.hosts)
                for host in hosts:
                    self._write("ended", host=host.get_name(), by=by)
            return results

        StrategyBase._execute_meta = watched

    @staticmethod
    def _skipped(result):
        """Newer Ansible keeps what it found under another name; whatever it is, it must not end a play."""
        for name in ("_result", "_return_data", "result"):
            found = getattr(result, name, None)
            if isinstance(found, dict):
                return bool(found.get("skipped"))
        return False

    def _write(self, event, **fields):
        line = {"event": event, "at": round(time.time(), 3), **fields}
        text = json.dumps(line, cls=AnsibleJSONEncoder, separators=(",", ":"))
        os.write(self._file, text.encode("utf-8", "replace") + b"\n")

    @staticmethod
    def _cut(value):
        if isinstance(value, str) and len(value) > TEXT_MAX:
            return value[:TEXT_MAX] + "… (cut)"
        if isinstance(value, (dict, list)) and len(str(value)) > TEXT_MAX:
            return "(cut)"
        return value

    def _result(self, event, result, **fields):
        if event != "retry":
            self._open[result._host.get_name()] = None
        task = result._task
        raw = result._result
        shown = {}
        # A second belt: Ansible hands us a censored copy already.
        if not (getattr(task, "no_log", False) or raw.get("_ansible_no_log")):
            shown = {k: self._cut(raw[k]) for k in KEPT if raw.get(k) not in (None, "")}
        if raw.get("changed"):
            shown["changed"] = True
        began = self._started.get(task._uuid)
        if task.delegate_to and task.delegate_to != result._host.get_name():
            fields["delegated_to"] = str(task.delegate_to)
        self._write(
            event,
            host=result._host.get_name(),
            task=task.get_name(),
            action=task.action,
            seconds=None if began is None else round(time.time() - began, 3),
            result=shown,
            **fields,
        )

    def v2_playbook_on_start(self, playbook):
        self._write("start")

    def v2_playbook_on_play_start(self, play):
        hosts = [h.get_name() for h in play.get_variable_manager()._inventory.get_hosts(play.hosts)]
        self._write("play", name=play.get_name(), hosts=hosts, tasks=self._count(play))
        if self._seconds:
            # A fifth of the time, two seconds at least and a minute at most, is for the others to come to their end.
            self._last = time.monotonic() + self._seconds - 1 - self._age
            self._ends = self._last + 1 - min(60, max(2, self._seconds // 5))
            self._age = 0
        strangers = sorted(set(hosts) - self._limit) if self._limit is not None else []
        if strangers:
            # The last guard: whatever names and patterns did, no play begins on a host that is not one of its run's.
            print("ERROR! the play would act on " + ", ".join(strangers) + ", which the run is not about; nothing was done", file=sys.stderr)
            raise SystemExit(REFUSED)

    @classmethod
    def _count(cls, play):
        """Tasks of the play as far as they are known before it begins; for people, so it must never end a play."""
        try:
            gathers = C.DEFAULT_GATHERING != "explicit" if play.gather_facts is None else play.gather_facts
            return sum(cls._tasks(block) for block in play.compile()) + int(bool(gathers))
        except Exception:  # noqa: BLE001
            return 0

    @classmethod
    def _tasks(cls, block):
        return sum(cls._tasks(t) if isinstance(t, Block) else int(t.action not in C._ACTION_META) for t in [*block.block, *block.always])

    def v2_playbook_on_task_start(self, task, is_conditional):
        self._started[task._uuid] = time.time()
        self._write("task", task=task.get_name(), action=task.action)
        self._limit_time(task)

    def v2_playbook_on_handler_task_start(self, task):
        self._started[task._uuid] = time.time()
        self._write("task", task=task.get_name(), action=task.action, handler=True)
        self._limit_time(task)

    def v2_runner_on_start(self, host, task):
        self._open[host.get_name()] = task._uuid
        # Once a host: which of them the play has touched at all.
        if host.get_name() not in self._begun:
            self._begun.add(host.get_name())
            self._write("begun", host=host.get_name())

    def v2_runner_on_ok(self, result):
        self._result("ok", result)

    def v2_runner_on_failed(self, result, ignore_errors=False):
        more = {"timed_out": True} if self._out_of_time(result) else {}
        self._result("failed", result, ignored=bool(ignore_errors), **more)

    def v2_runner_on_unreachable(self, result):
        self._result("unreachable", result)

    def v2_runner_on_skipped(self, result):
        self._result("skipped", result)

    def v2_runner_retry(self, result):
        self._result("retry", result)

    def v2_playbook_on_no_hosts_matched(self):
        self._write("no_hosts_matched")

    def v2_playbook_on_stats(self, stats):
        # What roles hand back by set_stats.
        for host, results in sorted(stats.custom.items()):
            self._tell_results(host, results, last=True)
        self._write("stats", stats={h: stats.summarize(h) for h in stats.processed})
