"""Runs plays without the start-up of Python and Ansible: imports them once, then forks for each play.

Started by Promansible with the environment of its plays; one such process serves one environment, as Ansible reads its
configuration when it is imported. It has one thread, so that a fork is a whole copy. Standard library and Ansible only.

It reads a JSON object a line: {"id", "folder", "arguments", "environment", "inventory"}. For each it forks a process that
leads a session of its own, writes "pid" into the folder as launch.sh does, runs ansible-playbook, and leaves its exit code
in "rc". {"load": FILE} reads an inventory that many plays know, so that none of them has to; a play names it in "inventory".
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
    if os.environ.get("ANSIBLE_STRATEGY", "").startswith("mitogen"):
        preload_mitogen()
    return PlaybookCLI


def probe_ssh():
    """Whether ssh knows ControlPersist is asked once for all plays; an ssh that is missing is no fault here."""
    try:
        from ansible.utils.ssh_functions import check_for_controlpersist

        check_for_controlpersist("ssh")
    except (ImportError, OSError):
        pass


def preload_mitogen():
    """Imports Mitogen, and makes ready what it would build and send for every play anew."""
    import ansible_mitogen.affinity
    import ansible_mitogen.connection
    import ansible_mitogen.planner
    import ansible_mitogen.process
    import ansible_mitogen.runner
    import ansible_mitogen.services
    import ansible_mitogen.strategy
    import ansible_mitogen.target
    import mitogen.fork
    import mitogen.master
    import mitogen.ssh
    import mitogen.sudo
    import mitogen.unix  # noqa: F401

    # It would bind all plays to the same cores.
    ansible_mitogen.affinity.policy = ansible_mitogen.affinity.Policy()
    adapt_mitogen(ansible_mitogen)
    sources = {
        mitogen.master.ModuleFinder: ("_found_cache", "_related_cache"),
        mitogen.master.ModuleResponder: ("_cache",),
    }
    for owner, names in sources.items():
        share(owner, {name: {} for name in names})

    class NoRouter:
        def add_handler(self, **_):
            pass

    responder = mitogen.master.ModuleResponder(NoRouter())
    ansible_mitogen.process._setup_responder(responder)
    todo, seen = list(ansible_mitogen.services.ContextService.ALWAYS_PRELOAD), set()
    while todo:
        name = todo.pop()
        if name and name not in seen:
            seen.add(name)
            todo += responder._build_tuple(name)[4]
            todo.append(name.rpartition(".")[0])


def adapt_mitogen(ansible_mitogen):
    """Makes it heed what Ansible heeds; what it must not run at all, the roles' task files say before."""
    import mitogen.ssh
    import mitogen.unix
    from ansible import constants
    from ansible.plugins.connection.ssh import Connection
    from ansible.utils.path import unfrackpath

    methods = ansible_mitogen.connection.CONNECTION_METHOD
    parse = ansible_mitogen.transport_config.parse_python_path
    redirect = ansible_mitogen.strategy.wrap_connection_loader__get
    boot_command = mitogen.ssh.Connection.get_boot_command
    socket_path = mitogen.unix.make_socket_path
    # For a login, a become and the start of Python on a host that is busy; Ansible sets them no limit of their own.
    patience = 60

    def parse_python_path(s, *args, **named):
        return parse(s or constants.config.get_config_value("INTERPRETER_PYTHON"), *args, **named)

    def own_context(method):
        """One context runs one task at a time: each host has its own, also where several lead to one address."""

        def connect(spec):
            made = method(spec)
            made["kwargs"]["remote_name"] = "promansible-" + "".join(c if c.isalnum() or c in "._-" else "_" for c in spec.inventory_name())
            return made

        return connect

    def patient(method):
        def become(spec):
            made = method(spec)
            made["kwargs"]["connect_timeout"] = patience
            return made

        return become

    def ssh(method):
        def connect(spec):
            made = method(spec)
            given = made["kwargs"]

            def option(name):
                return constants.config.get_config_value(name, plugin_type="connection", plugin_name="ssh", variables=spec._task_vars.get("vars", {}))

            args = " ".join(given["ssh_args"]).lower()
            if not option("host_key_checking"):
                given["ssh_args"] += ["-o", "StrictHostKeyChecking=no"]
            given["ssh_args"] += ["-o", f"ConnectTimeout={given['connect_timeout']}"]
            if "controlpersist" in args and "controlpath" not in args:
                folder = unfrackpath(option("control_path_dir"))
                os.makedirs(folder, 0o700, exist_ok=True)
                name = option("control_path") or Connection._create_control_path(given["hostname"], given["port"], given["username"])
                given["ssh_args"] += ["-o", f"ControlPath={name % {'directory': folder}}"]
            # All that is said about hosts' keys is in the arguments by now; what it sends is compressed already.
            given.update(check_host_keys="enforce", keepalive_enabled=False, connect_timeout=patience, compression=False)
            return made

        return connect

    def get_boot_command(connection):
        command = boot_command(connection)
        at = command.index("StrictHostKeyChecking yes") if "StrictHostKeyChecking yes" in command else 0
        return command[: at - 1] + command[at + 1 :] if at else command

    def get_connection(name, *args, **named):
        context = args[0] if args else named.get("play_context")
        if getattr(context, "become", False) and context.become_method not in methods:
            # It does not know this one; Ansible's own connection does.
            return ansible_mitogen.loaders.connection_loader__get(name, *args, **named)
        return redirect(name, *args, **named)

    def make_socket_path():
        path = tempfile.mktemp(prefix="m", suffix=".sock", dir=constants.DEFAULT_LOCAL_TMP)
        return path if len(path) < 100 else socket_path()

    ansible_mitogen.transport_config.parse_python_path = parse_python_path
    ansible_mitogen.strategy.wrap_connection_loader__get = get_connection
    mitogen.ssh.Connection.get_boot_command = get_boot_command
    mitogen.unix.make_socket_path = make_socket_path
    methods["ssh"] = own_context(ssh(methods["ssh"]))
    methods["local"] = own_context(methods["local"])
    for name in ("sudo", "su", "doas"):
        methods[name] = patient(methods[name])
    # It knows the short names only.
    methods.update({f"ansible.builtin.{name}": made for name, made in methods.items() if "." not in name})


def share(owner, values):
    """Objects of this class that are made in plays begin with what was gathered before they were forked."""
    original = owner.__init__

    def init(self, *args, **named):
        original(self, *args, **named)
        for name, value in values.items():
            # A version that names it otherwise builds all of it anew.
            if hasattr(self, name):
                setattr(self, name, value)

    owner.__init__ = init


def end_mitogen():
    """Ends its process for connections, which else would end by itself some time after the play."""
    process = sys.modules.get("ansible_mitogen.process")
    try:
        if process is not None and process._classic_worker_model is not None:
            process._classic_worker_model._on_process_exit()
    except Exception:  # noqa: BLE001 - the play has ended, whatever becomes of that process
        traceback.print_exc()


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

    PREFIX = "promansible-modules-"

    def __init__(self):
        from ansible import constants

        # Where plays have theirs: links do not lead to another file system.
        place = os.path.dirname(constants.DEFAULT_LOCAL_TMP)
        self._sweep(place)
        self.folder = tempfile.mkdtemp(prefix=f"{self.PREFIX}{os.getpid()}-", dir=place)

    def _sweep(self, place):
        """Removes those of processes that were killed."""
        for name in os.listdir(place):
            pid = name[len(self.PREFIX):].split("-")[0] if name.startswith(self.PREFIX) else ""
            if pid.isdigit() and not os.path.exists(f"/proc/{pid}"):
                shutil.rmtree(os.path.join(place, name), ignore_errors=True)

    def lend(self, tmp):
        cache = os.path.join(tmp, "ansiballz_cache")
        os.mkdir(cache, 0o700)
        for name in os.listdir(self.folder) if os.path.isdir(self.folder) else []:
            os.link(os.path.join(self.folder, name), os.path.join(cache, name))

    def take(self, tmp):
        cache = os.path.join(tmp, "ansiballz_cache")
        for name in os.listdir(cache) if os.path.isdir(cache) else []:
            if name.endswith("-part"):
                continue
            try:
                os.link(os.path.join(cache, name), os.path.join(self.folder, name))
            except OSError:
                # It is there already; or it was swept, as this play outlived whoever started it.
                continue


class Inventory:
    """The inventory that plays know, read once: a play that is forked has it already."""

    def __init__(self):
        self.path = None
        self.data = None
        self.vault = None

    def load(self, path):
        """Reads it. Where this Ansible is built otherwise than we know, each play reads its inventory by itself."""
        if path == self.path:
            return
        self.path, self.data, self.vault = path, None, None
        # What was frozen is never collected, and the one before is in it.
        gc.unfreeze()
        gc.collect()
        try:
            from ansible.inventory.manager import InventoryManager
            from ansible.parsing.ajson import AnsibleJSONDecoder  # noqa: F401 - wanted in the play
            from ansible.parsing.dataloader import DataLoader
            from ansible.parsing.vault import VaultLib

            data = InventoryManager(loader=DataLoader(), sources=[path])._inventory
            data.get_groups_dict()
            # All that is encrypted in it is decrypted by this one, which gets the passwords in the play.
            vault = VaultLib()
            for entity in [*data.groups.values(), *data.hosts.values()]:
                self._hand(entity.vars, vault)
            self.data, self.vault = data, vault
        except Exception:  # noqa: BLE001 - the play itself will say what is wrong with the file
            traceback.print_exc()
        # What plays share is not to be copied by the collector's visit.
        gc.collect()
        gc.freeze()

    def _hand(self, value, vault):
        if isinstance(value, dict):
            for item in value.values():
                self._hand(item, vault)
        elif isinstance(value, (list, tuple)):
            for item in value:
                self._hand(item, vault)
        elif getattr(value, "__ENCRYPTED__", False):
            value.vault = vault

    def lend(self, whole, own):
        """In the forked process: the first reading takes what was read already, and adds the play's own variables."""
        from ansible.inventory.manager import InventoryManager
        from ansible.parsing.ajson import AnsibleJSONDecoder

        original = InventoryManager.parse_sources
        shared = self

        def parse_sources(manager, cache=False):
            InventoryManager.parse_sources = original
            if [os.path.abspath(s) for s in manager._sources] != [os.path.abspath(whole), os.path.abspath(own)]:
                return original(manager, cache)
            shared.vault.secrets = manager._loader._vault.secrets
            with open(own, encoding="utf-8") as file:
                tree = json.load(file, cls=AnsibleJSONDecoder)
            for host, variables in tree["all"]["hosts"].items():
                for name, value in variables.items():
                    shared.data.set_variable(host, name, value)
            manager._inventory = shared.data
            return None

        InventoryManager.parse_sources = parse_sources


def claim(name, text):
    """As launch.sh writes it: there whole or not at all, on disk, and by one process only. Returns whether it was this one."""
    own = f"{name}.{os.getpid()}"
    with open(own, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(own, name)
    except FileExistsError:
        return False
    except OSError:
        # Not every file system knows links.
        if os.path.exists(name):
            return False
        os.rename(own, name)
        return True
    os.unlink(own)
    return True


def too_late():
    """Whether the time has passed until which the play may begin, by the time since the machine's boot."""
    try:
        with open("start-by", encoding="utf-8") as file, open("/proc/uptime", encoding="utf-8") as up:
            # Not by a clock of the kernel: in a container this file may have another time.
            return int(float(up.read().split()[0])) > int(file.read())
    except FileNotFoundError:
        return False


def play(cli, job, modules, inventory):
    """In the forked process; never returns."""
    code = 250
    try:
        os.setsid()
        for number in (signal.SIGTERM, signal.SIGCHLD, signal.SIGHUP):
            signal.signal(number, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        signal.set_wakeup_fd(-1)
        os.chdir(job["folder"])
        if too_late():
            # As in launch.sh: the node may have slept.
            os._exit(96)
        with open("/proc/self/stat", encoding="utf-8") as stat:
            if not claim("pid", stat.read()):
                # Another process has begun this run.
                os._exit(98)
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
        if inventory is not None and inventory.data is not None:
            inventory.lend("inventory.json", "parameters.json")
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

    own = os.getpid()
    tmp = tempfile.mkdtemp(prefix=f"ansible-local-{own}", dir=os.path.dirname(constants.DEFAULT_LOCAL_TMP))
    constants.DEFAULT_LOCAL_TMP = tmp
    keep = modules is not None
    try:
        if keep:
            modules.lend(tmp)
        return cli.cli_executor(job["arguments"]) or 0
    finally:
        if os.getpid() != own:
            # A process that Mitogen forked and that failed: the play is not its own.
            os._exit(1)
        end_mitogen()
        sys.stdout.flush()
        sys.stderr.flush()
        if keep:
            modules.take(tmp)
        shutil.rmtree(tmp, ignore_errors=True)


class Warm:
    def __init__(self):
        self.cli = preload()
        self.modules = Modules()
        self.inventory = Inventory()
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
                    job = json.loads(line)
                    if "load" in job:
                        self.inventory.load(job["load"])
                    else:
                        self.start(job)

    def start(self, job):
        try:
            paths = [p for p in job["roles"] if p]
            modules = None if own_modules(paths, job["playbooks"]) else self.modules
            known = job.get("inventory")
            if known:
                self.inventory.load(known)
            # Whoever finds the folder without a pid looks for a process that holds this file: one that was forked and has
            # not come to write its pid yet, as on a slow disk.
            forking = os.open(os.path.join(job["folder"], "forking"), os.O_CREAT | os.O_WRONLY, 0o600)
            try:
                pid = os.fork()
                if pid == 0:
                    play(self.cli, job, modules, self.inventory if known else None)
            finally:
                os.close(forking)
        except (OSError, KeyError) as e:
            say(id=job["id"], fault=f"cannot fork: {e}")
            return
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
