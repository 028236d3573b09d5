# Writes what happens in a play as JSON lines: one line per task result and, at the end, the stats.
# It stands beside the human output, which stays Ansible's own. Standard library and Ansible only.
from __future__ import annotations

import json
import os
import time

from ansible import constants as C
from ansible.parsing.ajson import AnsibleJSONEncoder
from ansible.playbook.block import Block
from ansible.plugins.callback import CallbackBase

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
        task = result._task
        raw = result._result
        shown = {}
        # A second belt: Ansible hands us a censored copy already.
        if not (getattr(task, "no_log", False) or raw.get("_ansible_no_log")):
            shown = {k: self._cut(raw[k]) for k in KEPT if raw.get(k) not in (None, "")}
        if raw.get("changed"):
            shown["changed"] = True
        began = self._started.get(task._uuid)
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
        hosts = play.get_variable_manager()._inventory.get_hosts(play.hosts)
        self._write("play", name=play.get_name(), hosts=[h.get_name() for h in hosts], tasks=self._count(play))

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

    def v2_playbook_on_handler_task_start(self, task):
        self._started[task._uuid] = time.time()
        self._write("task", task=task.get_name(), action=task.action, handler=True)

    def v2_runner_on_ok(self, result):
        self._result("ok", result)

    def v2_runner_on_failed(self, result, ignore_errors=False):
        self._result("failed", result, ignored=bool(ignore_errors))

    def v2_runner_on_unreachable(self, result):
        self._result("unreachable", result)

    def v2_runner_on_skipped(self, result):
        self._result("skipped", result)

    def v2_runner_retry(self, result):
        self._result("retry", result)

    def v2_playbook_on_no_hosts_matched(self):
        self._write("no_hosts_matched")

    def v2_playbook_on_stats(self, stats):
        # What roles hand back by set_stats. "_run" is Ansible's name for what was not per host.
        for host, results in sorted(stats.custom.items()):
            whole = json.dumps(results, cls=AnsibleJSONEncoder)
            if len(whole) > RESULTS_MAX:
                results = {"cut": f"the results of this host take {len(whole)} characters, {RESULTS_MAX} are kept at most"}
            self._write("results", host="" if host == "_run" else host, results=results)
        self._write("stats", stats={h: stats.summarize(h) for h in stats.processed})
