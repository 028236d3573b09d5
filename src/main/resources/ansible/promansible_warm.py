"""Runs plays without the start-up of Python and Ansible: imports them once, then forks for each play.

Started by Promansible with the environment of its plays; one such process serves one environment, as Ansible reads its
configuration when it is imported. It has one thread, so that a fork is a whole copy. Standard library and Ansible only.

It reads a JSON object a line: {"id", "folder", "arguments", "environment"}. For each it forks a process that leads a
session of its own, writes "pid" into the folder as launch.sh does, runs ansible-playbook, and leaves its exit code in "rc".
It answers {"ready": version}, {"id", "pid"} and, when the play is over, {"id", "rc"} or {"id", "fault"}.
When its input ends, it leaves; plays that run go on, and the next service adopts them by their folders.
"""
import gc
import json
import os
import select
import shutil
import signal
import sys
import tempfile
import traceback

OUT = 1


def say(**what):
    os.write(OUT, (json.dumps(what) + "\n").encode())


def preload():
    """Imports what every play imports, and what it would import first of all."""
    from ansible.cli.playbook import PlaybookCLI
    from ansible.executor import module_common, playbook_executor, task_executor, task_queue_manager  # noqa: F401
    from ansible.inventory import manager  # noqa: F401
    from ansible.parsing.dataloader import DataLoader  # noqa: F401
    from ansible.plugins import loader
    from ansible.plugins.action import ActionBase  # noqa: F401
    from ansible.vars import manager as vars_manager  # noqa: F401

    for plugins in ("connection_loader", "shell_loader", "become_loader", "vars_loader", "strategy_loader"):
        list(getattr(loader, plugins).all(class_only=True))
    for name in ("host_list", "script", "auto", "yaml", "ini", "toml"):
        loader.inventory_loader.get(name, class_only=True)
    for name in ("normal", "command", "copy", "template", "service", "package", "include_vars", "set_fact", "debug", "assert"):
        loader.action_loader.get(name, class_only=True)
    for name in ("default", "minimal"):
        loader.callback_loader.get(name, class_only=True)
    list(loader.filter_loader.all())
    list(loader.test_loader.all())
    probe_ssh()
    return PlaybookCLI


def probe_ssh():
    """Whether ssh knows ControlPersist is asked once for all plays; an ssh that is missing is no fault here."""
    try:
        from ansible.utils.ssh_functions import check_for_controlpersist

        check_for_controlpersist("ssh")
    except (ImportError, OSError):
        pass


def own_modules(roles_paths, folders):
    """Whether a role brings modules of its own: Ansible's cache of built modules knows them by name only."""
    from ansible import constants

    for setting in ("DEFAULT_MODULE_PATH", "DEFAULT_MODULE_UTILS_PATH"):
        default = constants.config.get_configuration_definitions().get(setting, {}).get("default")
        if str(default).split("/")[-1] and any("/.ansible/" not in p and "/usr/share/" not in p for p in getattr(constants, setting) or []):
            return True
    candidates = list(folders)
    for path in roles_paths:
        try:
            candidates += [entry.path for entry in os.scandir(path) if entry.is_dir()]
        except OSError:
            continue
    return any(os.path.isdir(os.path.join(folder, name)) for folder in candidates for name in ("library", "module_utils"))


class Modules:
    """Built modules, kept between plays. A play works on links of its own: Ansible's rename is not safe for two at once."""

    def __init__(self):
        self.folder = tempfile.mkdtemp(prefix="promansible-modules-")

    def lend(self, tmp):
        cache = os.path.join(tmp, "ansiballz_cache")
        os.mkdir(cache, 0o700)
        for name in os.listdir(self.folder):
            os.link(os.path.join(self.folder, name), os.path.join(cache, name))

    def take(self, tmp):
        cache = os.path.join(tmp, "ansiballz_cache")
        for name in os.listdir(cache) if os.path.isdir(cache) else []:
            if name.endswith("-part"):
                continue
            try:
                os.link(os.path.join(cache, name), os.path.join(self.folder, name))
            except FileExistsError:
                continue


def write_synced(name, text):
    """As launch.sh writes it: there whole or not at all, and on disk."""
    with open(name + ".new", "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    os.rename(name + ".new", name)


def play(cli, job, modules):
    """In the forked process; never returns."""
    code = 250
    try:
        os.setsid()
        for number in (signal.SIGTERM, signal.SIGCHLD, signal.SIGHUP):
            signal.signal(number, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        signal.set_wakeup_fd(-1)
        os.chdir(job["folder"])
        with open("/proc/self/stat", encoding="utf-8") as stat:
            write_synced("pid", stat.read())
        null = os.open(os.devnull, os.O_RDONLY)
        log = os.open("output.log", os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_APPEND, 0o600)
        os.dup2(null, 0)
        os.dup2(log, 1)
        os.dup2(log, 2)
        os.closerange(3, 256)
        sys.stdin = open(0, encoding="utf-8", closefd=False)
        sys.stdout = open(1, "w", buffering=1, encoding="utf-8", errors="surrogateescape", closefd=False)
        sys.stderr = open(2, "w", buffering=1, encoding="utf-8", errors="surrogateescape", closefd=False)
        os.environ.update(job["environment"])
        code = run(cli, job, modules)
    except SystemExit as e:
        code = e.code if isinstance(e.code, int) else 1
    except KeyboardInterrupt:
        code = 99
    except BaseException:  # whatever it is, the exit code must be left
        traceback.print_exc()
    finally:
        try:
            with open("rc.new", "w", encoding="utf-8") as file:
                file.write(f"{code}\n")
            os.rename("rc.new", "rc")
        finally:
            # Not sys.exit: what this process inherited must not be tidied up under the others.
            os._exit(code & 255)


def run(cli, job, modules):
    from ansible import constants

    tmp = tempfile.mkdtemp(prefix=f"ansible-local-{os.getpid()}", dir=os.path.dirname(constants.DEFAULT_LOCAL_TMP))
    constants.DEFAULT_LOCAL_TMP = tmp
    keep = modules is not None
    try:
        if keep:
            modules.lend(tmp)
        return cli.cli_executor(job["arguments"]) or 0
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        if keep:
            modules.take(tmp)
        shutil.rmtree(tmp, ignore_errors=True)


class Warm:
    def __init__(self):
        self.cli = preload()
        self.modules = Modules()
        self.plays = {}
        self.rest = b""
        from ansible.release import __version__

        self.version = __version__

    def serve(self):
        awake, wake = os.pipe()
        os.set_blocking(wake, False)
        os.set_blocking(awake, False)
        signal.set_wakeup_fd(wake)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        gc.collect()
        gc.freeze()
        say(ready=self.version)
        service = os.getppid()
        while True:
            readable, _, _ = select.select([0, awake], [], [])
            if awake in readable:
                try:
                    os.read(awake, 4096)
                except BlockingIOError:
                    pass
                self.reap()
            if 0 in readable:
                data = os.read(0, 1 << 16)
                # A play that nobody waits for any more must not begin: the next service would begin it, too.
                if not data or os.getppid() != service:
                    return
                self.rest += data
                *lines, self.rest = self.rest.split(b"\n")
                for line in lines:
                    self.start(json.loads(line))

    def start(self, job):
        try:
            paths = [p for p in job["roles"] if p]
            modules = None if own_modules(paths, job["playbooks"]) else self.modules
            pid = os.fork()
        except (OSError, KeyError) as e:
            say(id=job["id"], fault=f"cannot fork: {e}")
            return
        if pid == 0:
            play(self.cli, job, modules)
        self.plays[pid] = job
        say(id=job["id"], pid=pid)

    def reap(self):
        while True:
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if pid == 0:
                return
            job = self.plays.pop(pid, None)
            if job is not None:
                say(id=job["id"], rc=os.waitstatus_to_exitcode(status))


def main():
    # What Ansible prints while it is imported must not look like an answer.
    global OUT
    OUT = os.dup(1)
    os.dup2(2, 1)
    sys.argv = ["ansible-playbook"]
    warm = Warm()
    try:
        warm.serve()
    finally:
        if not warm.plays:
            shutil.rmtree(warm.modules.folder, ignore_errors=True)


if __name__ == "__main__":
    main()
