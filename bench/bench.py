"""Measures Promansible and its tuned peer side by side. Called by bench/run; standard library only.

The peer is what one would write instead: Debian's webhook, which calls a script, which calls ansible-playbook, with
pipelining, a fixed interpreter and no facts. All figures of one table come from one run, in turns, so ratios hold where
the machine is noisy.
"""
import argparse
import datetime
import http.client
import json
import os
import pathlib
import platform
import resource
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse

PARTS = ["start", "remediation", "storm", "intake", "inventory", "known", "history", "retention", "portal", "jobs", "fleet", "nodes", "startup"]
# Those with a baseline in the same run.
GUARDED = ["start", "remediation", "storm", "fleet", "nodes"]
ADDRESSES = [f"127.0.3.{n}" for n in range(1, 21)]


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def wait(what, look, limit=60, pause=0.005):
    end = time.monotonic() + limit
    while time.monotonic() < end:
        found = look()
        if found:
            return found
        time.sleep(pause)
    raise SystemExit(f"waited {limit} s in vain: {what}")


def median(values):
    return statistics.median(values)


def percentile(values, share):
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def now_text(offset=0.0):
    moment = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=offset)
    return moment.isoformat().replace("+00:00", "Z")


class Client:
    """One connection that stays open, as Alertmanager's does."""

    def __init__(self, port):
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)

    def send(self, method, path, body=None, headers=None):
        headers = dict(headers or {})
        if body is not None:
            headers.setdefault("Content-Type", "application/json")
        try:
            self.connection.request(method, path, body, headers)
            response = self.connection.getresponse()
        except (BrokenPipeError, ConnectionResetError, http.client.RemoteDisconnected):
            # Closed for being idle while the peer was measured.
            self.connection.close()
            self.connection.request(method, path, body, headers)
            response = self.connection.getresponse()
        data = response.read()
        if response.status not in (200, 201, 202, 304):
            raise SystemExit(f"{method} {path}: {response.status} {data[:500]!r}")
        return response, data

    def get(self, path):
        return json.loads(self.send("GET", path)[1])

    def page(self, path):
        return self.send("GET", path, headers={"Accept": "*/*"})[1]


def alert(name, instance, n=0, **labels):
    return {
        "status": "firing",
        "labels": {"alertname": name, "instance": instance, "severity": "warning", "n": str(n), **labels},
        "annotations": {"summary": "bench"},
        "startsAt": now_text(-30),
        "endsAt": "0001-01-01T00:00:00Z",
        "generatorURL": "http://prometheus/graph",
        "fingerprint": f"{n:016x}",
    }


def notification(alerts):
    return json.dumps({"version": "4", "receiver": "promansible", "status": "firing", "alerts": alerts, "groupKey": "{}"}).encode()


class Sandbox:
    """A folder with playbooks, a role that notes when it runs, hosts, and whatever was started."""

    def __init__(self, arguments):
        self.arguments = arguments
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="promansible-bench-"))
        self.started = []
        top = pathlib.Path(arguments.top)
        playbooks = self.folder / "playbooks"
        for name in ("ansible.cfg", "alert/alerthandler.yml", "routine/routinehandler.yml"):
            (playbooks / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(top / "playbooks" / name, playbooks / name)
        self.role("mark", "- ansible.builtin.shell: {cmd: 'date +%s.%N >> /tmp/promansible-bench-mark'}\n  changed_when: true\n")
        (self.folder / "connection").mkdir()
        (self.folder / "connection" / "stub.py").write_text(STUB)

    def role(self, name, tasks):
        folder = self.folder / "playbooks/alert/roles" / name / "tasks"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "main.yml").write_text(tasks)

    def start(self, command, **more):
        log = open(self.folder / f"log-{len(self.started)}", "wb")
        process = subprocess.Popen([str(c) for c in command], stdout=log, stderr=log, **more)
        self.started.append(process)
        return process

    def stop(self, process, number=signal.SIGTERM):
        if process.poll() is None:
            process.send_signal(number)
            process.wait(30)

    def close(self):
        for process in reversed(self.started):
            self.stop(process)
        subprocess.run(["pkill", "-f", str(self.folder)], check=False)
        shutil.rmtree(self.folder, ignore_errors=True)

    def promansible(self, name, more, inventory="hosts.yml", environment=None, options=()):
        """A service in a data folder of its own; returns (process, port) when it is ready."""
        port = free_port()
        config = self.folder / f"{name}.yml"
        config.write_text(
            f"listen: 127.0.0.1:{port}\ndata: ./data-{name}\nnode: {name}\nplaybooks: ./playbooks\n"
            f"inventory: {{sources: [./{inventory}], refresh: 1h}}\nlimits: {{per_hour: 1000000, alerting: 100%, depth: 100}}\n" + more
        )
        command = list(self.arguments.java)
        command[1:1] = list(options)
        process = self.start(command + ["serve", "--config", config], env={**os.environ, **(environment or {})})
        client = wait("promansible listens", lambda: connect(port, process))
        wait("promansible is ready", lambda: ready(client))
        return process, port


def connect(port, process):
    if process.poll() is not None:
        raise SystemExit("promansible ended")
    try:
        client = Client(port)
        client.connection.connect()
        return client
    except OSError:
        return None


def ready(client):
    client.connection.request("GET", "/-/ready")
    response = client.connection.getresponse()
    body = json.loads(response.read())
    # Warm Ansible is tried once after the start.
    tried = all("not been tried" not in str(check.get("detail")) for check in body["checks"])
    return response.status == 200 and tried


HANDLER = """  - name: {name}
    matchers: ['alertname="{name}"']
    roles: [{role}]
    mode: auto
    class: safe
    host_cooldown: 0s
    cooldown: {{after_success: 0s, after_failure: 0s}}
    limits: {{hosts: 100000, share: 100%, per_hour: 1000000, flaps: 1000000, recurrence: 1000000}}
    breaker: {{failures: 1000, host_failures: 1000}}
    verify: {{within: 1h, hold: 0s}}
"""

# A target of 0.3 s latency that answers what a command module would, so that only the controller is measured.
STUB = '''
from __future__ import annotations
import json, time
from ansible.plugins.connection import ConnectionBase
DOCUMENTATION = """
name: stub
short_description: answers as a command module would after 0.3 s
description: [for measuring the controller alone]
options: {}
"""
class Connection(ConnectionBase):
    transport = "stub"
    has_pipelining = True
    has_tty = False
    def _connect(self):
        self._connected = True
        return self
    def exec_command(self, cmd, in_data=None, sudoable=True):
        time.sleep(0.3)
        return 0, json.dumps({"changed": True, "rc": 0, "stdout": "", "stderr": "", "cmd": "x"}).encode(), b""
    def put_file(self, in_path, out_path):
        pass
    def fetch_file(self, in_path, out_path):
        pass
    def close(self):
        self._connected = False
'''

MARK = pathlib.Path("/tmp/promansible-bench-mark")


class Sshd:
    """Real ssh targets on loopback addresses."""

    def __init__(self, sandbox):
        folder = sandbox.folder / "ssh"
        folder.mkdir(mode=0o700)
        self.key = folder / "key"
        for name in ("key", "host"):
            subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", folder / name], check=True)
        (folder / "authorized").write_text((folder / "key.pub").read_text())
        self.port = free_port()
        os.makedirs("/run/sshd", exist_ok=True)
        # One sshd listens on sixteen addresses at most.
        for half, addresses in enumerate((ADDRESSES[::2], ADDRESSES[1::2])):
            listen = "\n".join(f"ListenAddress {a}:{self.port}" for a in addresses)
            config = folder / f"config{half}"
            config.write_text(
                f"{listen}\nHostKey {folder}/host\nAuthorizedKeysFile {folder}/authorized\nStrictModes no\nUsePAM no\n"
                f"PidFile {folder}/pid{half}\nMaxStartups 1000\nPermitRootLogin yes\nPasswordAuthentication no\n"
                "Subsystem sftp internal-sftp\n"
            )
            sandbox.start(["/usr/sbin/sshd", "-D", "-f", config])
            wait("sshd", lambda: listening(addresses[0], self.port))

    def hosts(self):
        args = "-o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR"
        lines = [f"    s{n}: {{ansible_host: {a}}}" for n, a in enumerate(ADDRESSES, 1)]
        return (
            f"ssh:\n  vars: {{ansible_port: {self.port}, ansible_ssh_private_key_file: {self.key}, ansible_ssh_common_args: '{args}', ansible_become: false}}\n"
            "  hosts:\n" + "\n".join(lines) + "\n"
        )


def listening(address, port):
    try:
        socket.create_connection((address, port), 1).close()
        return True
    except OSError:
        return False


class Peer:
    """Debian's webhook and a script of a few lines, tuned as one can."""

    def __init__(self, sandbox, hosts):
        folder = sandbox.folder / "peer"
        folder.mkdir()
        (folder / "ansible.cfg").write_text(
            "[defaults]\ngathering = explicit\ninterpreter_python = /usr/bin/python3\nforks = 50\nhost_key_checking = False\nretry_files_enabled = False\n"
            f"[connection]\npipelining = True\n[ssh_connection]\npipelining = True\nssh_args = -o ControlMaster=auto -o ControlPersist=10m\ncontrol_path_dir = {folder}/cp\n"
        )
        (folder / "hosts.yml").write_text(hosts)
        (folder / "remedy.yml").write_text("- hosts: '{{ target }}'\n  gather_facts: false\n  roles: [mark]\n")
        (folder / "stub.yml").write_text("- hosts: '{{ target }}'\n  gather_facts: false\n  tasks: [{ansible.builtin.command: {argv: ['true']}}]\n")
        script = folder / "run.sh"
        script.write_text(
            f"#!/bin/sh\ncd {folder}\nexport ANSIBLE_CONFIG={folder}/ansible.cfg ANSIBLE_ROLES_PATH={sandbox.folder}/playbooks/alert/roles ANSIBLE_CONNECTION_PLUGINS={sandbox.folder}/connection\n"
            'ansible-playbook -i hosts.yml -l "$1" -e "target=$1" "$2.yml" > "log-$3" 2>&1\necho "$?" > "done-$3"\n'
        )
        script.chmod(0o755)
        (folder / "hooks.json").write_text(json.dumps([{
            "id": "alert", "execute-command": str(script), "command-working-directory": str(folder),
            "pass-arguments-to-command": [
                {"source": "payload", "name": "alerts.0.labels.instance"},
                {"source": "payload", "name": "alerts.0.labels.play"},
                {"source": "payload", "name": "alerts.0.labels.n"},
            ],
        }]))
        self.folder = folder
        self.port = free_port()
        self.process = sandbox.start(["webhook", "-hooks", folder / "hooks.json", "-ip", "127.0.0.1", "-port", self.port])
        wait("webhook", lambda: listening("127.0.0.1", self.port))
        self.n = 0

    def many(self, client, hosts, play):
        """One POST for each host; returns the seconds to the end of the last play."""
        began, numbers = time.time(), []
        for host in hosts:
            self.n += 1
            numbers.append(self.n)
            client.send("POST", "/hooks/alert", notification([alert("Mark", host, self.n, play=play)]))
        wait("the peer's plays", lambda: all((self.folder / f"done-{n}").exists() for n in numbers), limit=1800, pause=0.01)
        end = time.time() - began
        for n in numbers:
            if (self.folder / f"done-{n}").read_text().strip() != "0":
                raise SystemExit((self.folder / f"log-{n}").read_text())
        return end

    def once(self, client, host, play="remedy"):
        """One POST; returns the seconds to the first task on the target, and to the end."""
        self.n += 1
        MARK.unlink(missing_ok=True)
        began = time.time()
        client.send("POST", "/hooks/alert", notification([alert("Mark", host, self.n, play=play)]))
        done = self.folder / f"done-{self.n}"
        wait("the peer's play", done.exists, pause=0.002)
        end = time.time() - began
        if done.read_text().strip() != "0":
            raise SystemExit((self.folder / f"log-{self.n}").read_text())
        return first(began), end


def first(began):
    return float(MARK.read_text().split()[0]) - began


class Ours:
    def many(self, hosts, name):
        """One notification for some hosts; returns the seconds to the end of the last run."""
        began = time.time()
        alerts = []
        for host in hosts:
            self.n += 1
            alerts.append(alert(name, host, self.n))
        self.client.send("POST", "/api/v1/alerts", notification(alerts))
        since = urllib.parse.quote(now_text(began - time.time()))

        def over():
            runs = self.watch.get(f"/api/v1/runs?limit=1000&handler={name}&since={since}")["runs"]
            return runs if runs and all(run["state"] == "finished" for run in runs) and sum(run["hostCount"] for run in runs) == len(hosts) else None

        runs = wait(f"the runs of {name}", over, limit=900, pause=0.25)
        if any(run["outcome"] != "succeeded" for run in runs):
            raise SystemExit(runs)
        self.client.send("POST", "/api/v1/alerts", notification([{**a, "status": "resolved", "endsAt": now_text()} for a in alerts]))
        return max(datetime.datetime.fromisoformat(run["finishedAt"].replace("Z", "+00:00")).timestamp() for run in runs) - began

    def __init__(self, port):
        self.client = Client(port)
        self.watch = Client(port)
        self.n = int(time.time()) % 100000 * 1000

    def once(self, host):
        self.n += 1
        MARK.unlink(missing_ok=True)
        began = time.time()
        self.client.send("POST", "/api/v1/alerts", notification([alert("Mark", host, self.n)]))
        wait("the first task", MARK.exists, pause=0.002)
        run = wait("the run", lambda: self.finished(host), pause=0.01)
        end = datetime.datetime.fromisoformat(run["finishedAt"].replace("Z", "+00:00")).timestamp() - began
        if run["outcome"] != "succeeded":
            raise SystemExit(run)
        self.client.send("POST", "/api/v1/alerts", notification([{**alert("Mark", host, self.n), "status": "resolved", "endsAt": now_text()}]))
        return first(began), end

    def finished(self, host):
        runs = self.watch.get(f"/api/v1/runs?limit=1&host={host}")["runs"]
        return runs[0] if runs and runs[0]["state"] == "finished" else None


def cpu_of(pids):
    """CPU seconds of processes and of their children that have been waited for."""
    ticks = os.sysconf("SC_CLK_TCK")
    total = 0
    for pid in pids:
        try:
            fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
            total += sum(int(f) for f in fields[11:15])
        except OSError:
            pass
    return total / ticks


def part_start(sandbox, report):
    rounds = sandbox.arguments.rounds
    ssh = Sshd(sandbox)
    hosts = "local: {hosts: {here: {ansible_connection: local, ansible_become: false}}}\n" + ssh.hosts()
    (sandbox.folder / "hosts.yml").write_text(hosts)
    peer = Peer(sandbox, hosts)
    handlers = "handlers:\n" + HANDLER.format(name="Mark", role="mark")
    _, warm_port = sandbox.promansible("warm", handlers)
    _, plain_port = sandbox.promansible("plain", "ansible: {warm: false}\n" + handlers)
    ways = {"peer": (peer, Client(peer.port)), "plain": (Ours(plain_port), None), "warm": (Ours(warm_port), None)}
    rows = []
    for kind, host, cold in (("local", "here", False), ("ssh, cold", "s1", True), ("ssh, warm", "s2", False)):
        taken = {way: [] for way in ways}
        for number in range(rounds + 2):
            for way, (who, client) in ways.items():
                if cold:
                    end_masters()
                times = who.once(client, host) if client else who.once(host)
                # The first two of each warm up what stays warm.
                if number >= 2:
                    taken[way].append(times)
        for index, what in ((0, "POST → first task"), (1, "POST → end")):
            values = {way: median([t[index] for t in times]) for way, times in taken.items()}
            rows.append([f"{kind}: {what}"] + [f"{values[w] * 1000:.0f} ms" for w in ways] + [f"{values['plain'] / values['peer']:.2f}", f"{values['warm'] / values['peer']:.2f}"])
            print(*rows[-1], sep="\t", flush=True)
    report.table(
        f"From the alert to the task (medians of {rounds}, in turns)",
        ["one alert, one host, one task", "peer", "plain", "warm", "plain/peer", "warm/peer"], rows,
        "The peer is Debian's webhook with a script that calls ansible-playbook: pipelining, fixed interpreter, no facts. It stores nothing, decides nothing and proves nothing. "
        "Ours has the durable store (every notification is on disk before it is answered) and all guards in the path. Cold: no ssh connection is kept from before.")


# What roles are made of; one after the other until a role has as many tasks as it is to have. The first one marks its begin.
TASKS = """
- {name: begin, ansible.builtin.shell: {cmd: 'date +%s.%N >> /tmp/promansible-bench-mark'}, changed_when: true}
- {name: look, ansible.builtin.stat: {path: /etc/hostname}, register: looked}
- {name: file, ansible.builtin.copy: {content: "{{ inventory_hostname }}", dest: "/tmp/promansible-bench-{{ inventory_hostname }}", mode: '0644'}}
- {name: rendered, ansible.builtin.template: {src: bench.j2, dest: "/tmp/promansible-bench-{{ inventory_hostname }}.conf", mode: '0644'}}
- {name: as root, ansible.builtin.command: {argv: [id, -u]}, become: true, changed_when: false}
- {name: services, ansible.builtin.service_facts: }
- {name: read, ansible.builtin.slurp: {src: /etc/hostname}, register: content}
- {name: known, ansible.builtin.set_fact: {bench_known: "{{ content.content | b64decode }}"}}
- {name: there, ansible.builtin.wait_for: {path: /etc/hostname, timeout: 5}}
- {name: command, ansible.builtin.command: {argv: ['true']}, changed_when: false}
"""


def remedy(sandbox, count):
    """A role of so many tasks."""
    kinds = TASKS.strip().splitlines()
    tasks = [kinds[0]] + [kinds[1 + n % (len(kinds) - 1)] for n in range(count - 1)]
    sandbox.role(f"remedy{count}", "\n".join(tasks) + "\n")
    templates = sandbox.folder / f"playbooks/alert/roles/remedy{count}/templates"
    templates.mkdir(exist_ok=True)
    (templates / "bench.j2").write_text("host {{ inventory_hostname }}\n")


def part_remediation(sandbox, report):
    """From the alert to the end of a role of several tasks over ssh, whose connections are kept."""
    counts, rounds = sandbox.arguments.remedy_tasks, sandbox.arguments.remedy_rounds
    ssh = Sshd(sandbox)
    hosts = ssh.hosts()
    (sandbox.folder / "hosts.yml").write_text(hosts)
    peer = Peer(sandbox, hosts)
    handlers = "handlers:\n"
    for count in counts:
        remedy(sandbox, count)
        handlers += HANDLER.format(name=f"Remedy{count}", role=f"remedy{count}")
        (peer.folder / f"remedy{count}.yml").write_text(f"- hosts: '{{{{ target }}}}'\n  gather_facts: false\n  roles: [remedy{count}]\n")
    ways = {"peer": (peer, Client(peer.port))}
    for way, accelerate in (("without Mitogen", "off"), ("with Mitogen", "on")):
        process, port = sandbox.promansible(way.replace(" ", "-"), f"ansible: {{accelerate: {accelerate}}}\n" + handlers)
        ways[way] = (Ours(port), None)
        if accelerate == "on":
            log = sandbox.folder / f"log-{sandbox.started.index(process)}"
            wait("Mitogen", lambda: "run by Mitogen" in log.read_text(), limit=180)
    rows = []
    for targets, some in ((1, counts), (len(ADDRESSES), sandbox.arguments.remedy_fleet)):
        for count in some:
            taken = {way: [] for way in ways}
            for number in range(rounds + 1 if targets == 1 else 1):
                for way, (who, client) in ways.items():
                    names = [f"s{n}" for n in range(1, targets + 1)]
                    times = who.many(client, names, f"remedy{count}") if client else who.many(names, f"Remedy{count}")
                    # The first of each opens the connections that are kept.
                    if number or targets > 1:
                        taken[way].append(times)
            values = {way: median(times) for way, times in taken.items()}
            without, by = values["without Mitogen"], values["with Mitogen"]
            against = [f"{one / values['peer']:.2f}" for one in (without, by)]
            rows.append([f"{count} task{'s' if count > 1 else ''}, {targets} host{'s' if targets > 1 else ''}"]
                        + [f"{values[way]:.2f} s" for way in ways] + against + [f"{by / without:.2f}"])
            print(*rows[-1], sep="\t", flush=True)
    remedy_table(report, rounds, rows)


def remedy_table(report, rounds, rows):
    report.table(
        f"The whole of a remediation over ssh: POST → end (medians of {rounds} for one host, one run for twenty; in turns)",
        ["role", "peer", "warm, without Mitogen", "warm, with Mitogen", "without/peer", "with/peer", "ratio with/without"], rows,
        "Tasks of command, stat, copy, template, slurp, set_fact, wait_for, service_facts, and one in ten with become. Connections are kept from before. On twenty hosts the peer has a play for each, all at once, as it knows one alert at a time. "
        "'With Mitogen' is `accelerate: on`, so that it also shows the roles that `auto` leaves to Ansible alone. In roles of two, three and four tasks of "
        "command, Mitogen took 1.11, 0.87 and 0.58 of the time without it: hence three tasks for `auto`.")


def end_masters():
    subprocess.run(["pkill", "-f", r"^ssh: .*\[mux\]"], check=False)
    wait("no ssh master", lambda: subprocess.run(["pgrep", "-f", r"^ssh: .*\[mux\]"], stdout=subprocess.DEVNULL).returncode != 0)


def part_storm(sandbox, report):
    sizes = sandbox.arguments.storms
    hosts = stubs(sandbox, max(sizes))
    sandbox.role("stubbed", "- ansible.builtin.command: {argv: ['true']}\n")
    rows = []
    peer = Peer(sandbox, hosts)
    process, port = sandbox.promansible("storm", "handlers:\n" + HANDLER.format(name="Storm", role="stubbed"), inventory="stubs.yml")
    client, ours = Client(peer.port), Client(port)
    offset = 0
    for size in sizes:
        if size <= sandbox.arguments.peer_storm:
            began, cpu = time.time(), children_cpu()
            for n in range(1, size + 1):
                client.send("POST", "/hooks/alert", notification([alert("Storm", f"t{n}", offset + n, play="stub")]))
            wait("the peer's storm", lambda: all((peer.folder / f"done-{offset + n}").exists() for n in range(1, size + 1)), limit=900, pause=0.05)
            theirs, their_cpu = time.time() - began, tree_cpu(peer.process.pid)
            their_cpu -= cpu.get(peer.process.pid, 0)
        else:
            theirs = their_cpu = None
        for how in ("one POST each", "all in one POST"):
            offset += 10000
            before = service_cpu(process.pid)
            began = time.time()
            alerts = [alert("Storm", f"t{n}", offset + n) for n in range(1, size + 1)]
            if how == "one POST each":
                for one in alerts:
                    ours.send("POST", "/api/v1/alerts", notification([one]))
            else:
                ours.send("POST", "/api/v1/alerts", notification(alerts))
            wait("our storm", lambda: quiet(ours), limit=600, pause=0.05)
            taken = time.time() - began
            cpu = service_cpu(process.pid) - before
            ours.send("POST", "/api/v1/alerts", notification([{**a, "status": "resolved", "endsAt": now_text()} for a in alerts]))
            time.sleep(1)
            rows.append([
                f"{size} alerts on {size} hosts, {how}",
                f"{theirs:.1f} s" if theirs else "not run", f"{taken:.1f} s", f"{taken / theirs:.3f}" if theirs else "",
                f"{their_cpu / size * 1000:.0f} ms" if theirs else "", f"{cpu / size * 1000:.0f} ms", f"{cpu / their_cpu:.3f}" if theirs else ""])
            print(*rows[-1], sep="\t", flush=True)
    report.table(
        "Storms (one run each)",
        ["storm", "peer, makespan", "ours, makespan", "ratio", "peer, CPU per host", "ours, CPU per host", "ratio"], rows,
        "Every host answers after 0.3 s through a stub of a connection, so that only the controller is measured. The peer starts one ansible-playbook per POST, all at once; given all alerts in one POST it would see the first only.")


def quiet(client):
    return not client.get("/api/v1/runs?state=queued&limit=1")["runs"] and not client.get("/api/v1/runs?state=running&limit=1")["runs"]


def children_cpu():
    return {}


def descendants(pid):
    found, todo = [], [pid]
    parents = {}
    for entry in pathlib.Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rsplit(")", 1)[1].split()
                parents.setdefault(int(fields[1]), []).append(int(entry.name))
            except OSError:
                pass
    while todo:
        one = todo.pop()
        found.append(one)
        todo += parents.get(one, [])
    return found


def tree_cpu(pid):
    return cpu_of(descendants(pid))


service_cpu = tree_cpu


def part_intake(sandbox, report):
    rows = []
    (sandbox.folder / "fleet.yml").write_text("fleet:\n  vars: {ansible_connection: local}\n  hosts:\n" + "".join(f"    h{n}:\n" for n in range(1, 1001)))
    handler = "handlers:\n  - {name: Seen, matchers: ['alertname=\"Seen\"'], roles: [mark], mode: observe, class: safe}\n"
    databases = {"H2": ""}
    postgres = start_postgres(sandbox)
    databases["PostgreSQL"] = postgres_database(postgres)
    for name, database in databases.items():
        process, port = sandbox.promansible(name.lower(), database + handler, inventory="fleet.yml")
        counter = [0]
        flood(port, 1, 16, 4, counter)
        for each, senders in ((1, 64), (10, 16), (100, 8)):
            full = flood(port, each, senders, sandbox.arguments.seconds, counter)
            half = flood(port, each, senders, sandbox.arguments.seconds, counter, pace=full["rate"] / 2)
            rows.append([name, str(each), f"{full['rate']:.0f}", f"{full['rate'] * each:.0f}", times(full), f"{half['rate']:.0f}", times(half), f"{full['share'] * 100:.0f} %"])
            print(*rows[-1], sep="\t", flush=True)
        sandbox.stop(process)
    report.table(
        f"Intake ({sandbox.arguments.seconds} s each; every alert new, matched by one handler, decided by all guards, on disk before the answer)",
        ["database", "alerts per POST", "POST/s", "alerts/s", "p50 / p99 at full load", "POST/s at half load", "p50 / p99 at half load", "wrk's share of the cores"], rows,
        "wrk sends from the same cores. Nearly all of the rest is the database's: an alert is a row in two tables, with twelve entries of indexes.")
    part_large(sandbox, report, handler, databases)


def times(of):
    return f"{of['p50']:.1f} / {of['p99']:.1f} ms"


def part_large(sandbox, report, handler, databases):
    """One notification of very many alerts, and its repeats, to a service that was just started."""
    rows = []
    for name, database in databases.items():
        for count in sandbox.arguments.large:
            # A database of its own, in which none of the alerts is known.
            own = database and postgres_database(start_postgres(sandbox))
            process, port = sandbox.promansible(f"{name.lower()}-{count}", own + handler, inventory="fleet.yml")
            client = Client(port)
            body = notification([{**alert("Seen", f"h{n % 1000 + 1}", n, job="node", cluster="production", team="platform"), "annotations": {"summary": "bench " + "x" * 120, "description": "y" * 200}} for n in range(count)])
            before = memory(process.pid, "VmRSS")
            taken = []
            for number in range(4):
                began = time.monotonic()
                client.send("POST", "/api/v1/alerts", body)
                taken.append(time.monotonic() - began)
                # PostgreSQL's plans are those of empty tables until it has looked at them, once a minute.
                time.sleep(2 if number or not database else 75)
            rows.append([name, f"{count:,}", f"{len(body) / 1e6:.1f} MB", f"{taken[0]:.2f} s", f"{taken[1]:.2f}, {taken[2]:.2f}, {taken[3]:.2f} s",
                         f"{before:.0f} MiB", f"{memory(process.pid, 'VmHWM'):.0f} MiB"])
            print(*rows[-1], sep="\t", flush=True)
            sandbox.stop(process)
    report.table("One notification of many alerts, to a service that was just started", ["database", "alerts", "size", "first", "its repeats", "resident before", "at the most"], rows,
                 "The first repeat comes after 2 s, with PostgreSQL after 75; after 2 s, before autovacuum has looked at the tables, it takes some 2.5 s.")


def memory(pid, what):
    """Of a process, in MiB: VmRSS as it is, VmHWM at its most."""
    status = pathlib.Path(f"/proc/{pid}/status").read_text()
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith(what + ":")) / 1024


SENDER = r"""
local each, pause = tonumber(os.getenv("EACH")), tonumber(os.getenv("PAUSE"))
local threads = 0
function setup(thread)
  threads = threads + 1
  thread:set("number", threads)
end
local one = '{"status":"firing","labels":{"alertname":"Seen","instance":"h%d","severity":"warning","n":"%d"},"annotations":{"summary":"bench"},"startsAt":"' .. os.getenv("START") ..
  '","endsAt":"0001-01-01T00:00:00Z","generatorURL":"http://p/g","fingerprint":"0123456789abcdef"}'
local head = '{"version":"4","receiver":"promansible","status":"firing","groupKey":"{}","alerts":['
wrk.headers["Content-Type"] = "application/json"
function init()
  n = tonumber(os.getenv("FIRST")) + number * 100000000
end
function request()
  local alerts = {}
  for i = 1, each do
    n = n + 1
    alerts[i] = string.format(one, n % 1000 + 1, n)
  end
  return wrk.format("POST", "/api/v1/alerts", nil, head .. table.concat(alerts, ",") .. "]}")
end
if pause > 0 then
  function delay() return pause end
end
function done(summary, latency)
  local e = summary.errors
  print(string.format('RESULT {"rate": %f, "p50": %f, "p99": %f, "errors": %d}', summary.requests / summary.duration * 1e6,
    latency:percentile(50) / 1000, latency:percentile(99) / 1000, e.connect + e.read + e.write + e.status + e.timeout))
end
"""


def flood(port, each, senders, seconds, counter, pace=0.0):
    """Has wrk send for some seconds, as fast as it is answered or at a pace in POST/s."""
    counter[0] += 1_000_000_000
    # wrk waits between an answer and the next request of a connection.
    pause = int(senders / pace * 1000) if pace else 0
    script = pathlib.Path(tempfile.mkdtemp(prefix="promansible-bench-wrk-")) / "send.lua"
    script.write_text(SENDER)
    environment = {**os.environ, "EACH": str(each), "PAUSE": str(pause), "FIRST": str(counter[0]), "START": now_text(-30)}
    process = subprocess.Popen(["wrk", "-t2", f"-c{senders}", f"-d{seconds}s", "--timeout", "60s", "-s", script, f"http://127.0.0.1:{port}"],
                               stdout=subprocess.PIPE, text=True, env=environment)
    began = time.monotonic()
    said = process.stdout.read()
    _, _, used = os.wait4(process.pid, 0)
    taken = time.monotonic() - began
    process.returncode = 0
    shutil.rmtree(script.parent)
    result = json.loads(next(line for line in said.splitlines() if line.startswith("RESULT"))[len("RESULT"):])
    if result["errors"]:
        raise SystemExit(said)
    return {**result, "share": (used.ru_utime + used.ru_stime) / taken / os.cpu_count()}


def postgres_database(port):
    return f"database: {{url: \"jdbc:postgresql://127.0.0.1:{port}/bench\", username: bench}}\n"


def start_postgres(sandbox):
    folder = pathlib.Path(tempfile.mkdtemp(prefix="promansible-bench-pg-"))
    programs = sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin"))[-1]
    port = free_port()
    as_user = ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []
    if as_user:
        shutil.chown(folder, "postgres")
    subprocess.run(as_user + [programs / "initdb", "-D", folder / "db", "-U", "bench", "--auth=trust", "-N"], check=True, stdout=subprocess.DEVNULL, cwd="/")
    # In the foreground, so that it is ended as a child; durable as PostgreSQL is by default.
    sandbox.start(as_user + [programs / "postgres", "-D", folder / "db", "-p", port, "-k", folder, "-h", "127.0.0.1"], cwd="/")
    wait("postgres", lambda: subprocess.run([programs / "pg_isready", "-h", "127.0.0.1", "-p", str(port)], stdout=subprocess.DEVNULL).returncode == 0)
    subprocess.run([programs / "createdb", "-h", "127.0.0.1", "-p", str(port), "-U", "bench", "bench"], check=True)
    return port


def part_inventory(sandbox, report):
    (sandbox.folder / "large.yml").write_text("".join(
        f"g{g}:\n  hosts:\n" + "".join(f"    host{g}-{n}: {{ansible_host: 10.{g}.{n // 250}.{n % 250 + 1}, rack: r{n % 40}, os: debian, owner: team{n % 7}}}\n" for n in range(1000))
        for g in range(10)))
    _, port = sandbox.promansible("inventory", "", inventory="large.yml")
    client = Client(port)
    response, _ = client.send("GET", "/api/v1/inventory", headers={"Accept-Encoding": "gzip"})
    tag = response.getheader("ETag")
    rows = []
    for what, headers, count in (("whole, compressed", {"Accept-Encoding": "gzip"}, 300), ("revalidated (304)", {"Accept-Encoding": "gzip", "If-None-Match": tag}, 1000)):
        times, size = [], 0
        for _ in range(count):
            began = time.monotonic()
            _, data = client.send("GET", "/api/v1/inventory", headers=headers)
            times.append(time.monotonic() - began)
            size = len(data)
        rows.append([what, f"{size / 1024:.0f} KiB", f"{median(times) * 1000:.1f} ms", f"{percentile(times, 0.99) * 1000:.1f} ms"])
        print(*rows[-1], sep="\t", flush=True)
    report.table("Inventory of 10,000 hosts", ["answer", "size", "p50", "p99"], rows)


def part_known(sandbox, report):
    """What a run pays for knowing all hosts of a large inventory, beside one that knows its own only."""
    rounds = sandbox.arguments.rounds
    (sandbox.folder / "large.yml").write_text("local: {hosts: {here: {ansible_connection: local, ansible_become: false}}}\n" + "".join(
        f"g{g}:\n  hosts:\n" + "".join(f"    host{g}-{n}: {{ansible_host: 10.{g}.{n // 250}.{n % 250 + 1}, rack: r{n % 40}, os: debian, api_key: key-{n % 50}}}\n" for n in range(1000))
        for g in range(10)))
    handlers = "handlers:\n" + HANDLER.format(name="Mark", role="mark")
    ways = {}
    for way, ansible in (("own", "inventory: run"), ("all", "inventory: whole"), ("plain, own", "inventory: run, warm: false"), ("plain, all", "inventory: whole, warm: false")):
        _, port = sandbox.promansible(way.replace(", ", "-"), f"ansible: {{{ansible}}}\n" + handlers, inventory="large.yml")
        ways[way] = Ours(port)
    taken = {way: [] for way in ways}
    for number in range(rounds + 2):
        for way, who in ways.items():
            times = who.once("here")
            if number >= 2:
                taken[way].append(times)
    rows = []
    for index, what in ((0, "POST → first task"), (1, "POST → end")):
        values = {way: median([t[index] for t in times]) * 1000 for way, times in taken.items()}
        rows.append([what] + [f"{values[way]:.0f} ms" for way in ways]
                    + [f"{values['all'] - values['own']:.0f} ms", f"{values['plain, all'] - values['plain, own']:.0f} ms"])
        print(*rows[-1], sep="\t", flush=True)
    report.table(
        f"A run that knows 10,000 hosts (medians of {rounds}, in turns)",
        ["one alert, one host, one task", *ways, "all - own", "plain: all - own"], rows,
        "own: ansible.inventory is run, the former way; all: whole, the default. Warm plays are forked from a process that has read the inventory; plain ones read it by themselves.")


def filled(sandbox, name, more, *scripts):
    """A service whose database holds what the scripts put there; returns its port."""
    (sandbox.folder / "few.yml").write_text("few:\n  hosts: {h1: , h2: }\n")
    process, _ = sandbox.promansible(name, more, inventory="few.yml")
    sandbox.stop(process)
    database = next((sandbox.folder / f"data-{name}").glob("*.mv.db"))
    sql = sandbox.folder / "fill.sql"
    sql.write_text("\n".join(scripts))
    jars = ":".join(str(p) for p in pathlib.Path(sandbox.arguments.top, "target/lib").glob("h2-*.jar"))
    began = time.monotonic()
    url = f"jdbc:h2:async:{str(database)[:-len('.mv.db')]};MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH"
    subprocess.run([sandbox.arguments.java[0], "-cp", jars, "org.h2.tools.RunScript", "-url", url, "-user", "sa", "-script", sql], check=True)
    print(f"written in {time.monotonic() - began:.0f} s", flush=True)
    return sandbox.promansible(name, more, inventory="few.yml")[1]


def part_history(sandbox, report):
    count = sandbox.arguments.history
    port = filled(sandbox, "history", "", FILL.replace("COUNT", str(count)))
    client = Client(port)
    rows = []
    cursors = [""]
    for _ in range(200):
        cursors.append(client.get("/api/v1/runs?limit=50" + (f"&cursor={cursors[-1]}" if cursors[-1] else ""))["cursor"])

    def day(n):
        begin = 86400 * (2 + n % 60)
        return f"&since={urllib.parse.quote(now_text(-begin))}&until={urllib.parse.quote(now_text(86400 - begin))}"

    for what, query in (
        ("newest 50", lambda n: ""),
        ("of a handler", lambda n: f"&handler=h{n % 20}"),
        ("of a host", lambda n: f"&host=host{n * 7 % 1000}"),
        ("failed ones", lambda n: "&outcome=failed"),
        ("failed ones of a handler", lambda n: f"&outcome=failed&handler=h{n % 2 * 10}"),
        ("of a role", lambda n: f"&role=role{n % 10}"),
        ("of a role that is rare", lambda n: "&role=rare"),
        ("one day", day),
        ("the hundredth page and those behind it", lambda n: f"&cursor={cursors[100 + n]}"),
    ):
        times = []
        for number in range(100):
            path = "/api/v1/runs?limit=50" + query(number)
            if "until" not in path:
                # Never the same question twice: H2 remembers its last answer.
                path += f"&until={urllib.parse.quote(now_text(3600 + number))}"
            began = time.monotonic()
            client.get(path)
            times.append(time.monotonic() - began)
        rows.append([what, f"{median(times) * 1000:.1f} ms", f"{percentile(times, 0.99) * 1000:.1f} ms"])
        print(*rows[-1], sep="\t", flush=True)
    report.table(f"A page of the history, {count:,} runs on two hosts each (H2)", ["page of 50", "p50", "p99"], rows,
                 "A hundred calls each, no two the same, as H2 remembers the answer to a question that is asked again; over HTTP, JSON and all.")


def part_retention(sandbox, report):
    """How long it takes to forget a day of a long history, and what the intake and the pages notice of it."""
    count = sandbox.arguments.history
    # A run each seven seconds up to now: what is kept leaves a day or two of them too old. It is looked for each minute.
    more = "runs: {keep: %dd, forget: '* * * * *'}\nhandlers:\n  - {name: Seen, matchers: ['alertname=\"Seen\"'], roles: [mark], mode: observe, class: safe}\n" % (count * 7 // 86400 - 1)
    rows = []
    for name in ("H2", "PostgreSQL"):
        if name == "H2":
            port = filled(sandbox, "retention", more, FILL.replace("COUNT", str(count)), EVENTS)
            size = lambda: sum(f.stat().st_size for f in (sandbox.folder / "data-retention").glob("*.mv.db"))
        else:
            postgres = start_postgres(sandbox)
            more += postgres_database(postgres)
            process, _ = sandbox.promansible("kept", more, inventory="few.yml")
            sandbox.stop(process)
            psql = ["psql", "-q", "-h", "127.0.0.1", "-p", str(postgres), "-U", "bench", "-v", "ON_ERROR_STOP=1", "-At", "bench"]
            began = time.monotonic()
            subprocess.run(psql, input=FILL_POSTGRES.replace("COUNT", str(count)), text=True, check=True)
            print(f"written in {time.monotonic() - began:.0f} s", flush=True)
            _, port = sandbox.promansible("kept", more, inventory="few.yml")
            size = lambda: int(subprocess.run([*psql, "-c", "SELECT pg_database_size('bench')"], capture_output=True, text=True, check=True).stdout)
        log = sandbox.folder / f"log-{len(sandbox.started) - 1}"
        before = size()
        wait("the beginning of it", lambda: "forgetting" in log.read_text(), limit=90)
        began = time.monotonic()
        busy = used_while(port, lambda: " forgot what ended" in log.read_text())
        taken = time.monotonic() - began
        calm = used_while(port, lambda: False, seconds=20)
        after = size()
        time.sleep(sandbox.arguments.given_back)
        if " forgot what ended" not in log.read_text():
            raise SystemExit(f"{name}: a day of runs was not forgotten within {taken:.0f} s")
        forgotten = next(line for line in log.read_text().splitlines() if " forgot what ended" in line).split(": ", 1)[1]
        runs = next(part for part in forgotten.split(", ") if part.endswith(" runs"))
        rows.append([name, f"{taken:.0f} s", runs, *(f"{times(busy[what])}, after it {times(calm[what])}" for what in ("POST", "page", "events")),
                     f"{before / 1e6:.0f} MB, after it {after / 1e6:.0f} MB, {sandbox.arguments.given_back // 60} minutes later {size() / 1e6:.0f} MB"])
        print(*rows[-1], sep="\t", flush=True)
    report.table(f"A day of {count:,} runs with ten events each is forgotten", ["database", "taken", "forgotten", "POST of an alert while it is, p50 / p99", "page of 50 runs", "events of a run", "size"], rows,
                 "One call of each kind after the other. What is freed is used again before the files grow.")


def used_while(port, over, seconds=600):
    """How long alerts, pages and events take until something is over."""
    client = Client(port)
    taken = {"POST": [], "page": [], "events": []}
    run = client.get("/api/v1/runs?limit=1")["runs"][0]["id"]
    end = time.monotonic() + seconds
    number = 0
    while time.monotonic() < end and not over():
        number += 1
        for what, call in (
            ("POST", lambda: client.send("POST", "/api/v1/alerts", notification([alert("Seen", "h1", n=time.monotonic_ns())]))),
            ("page", lambda: client.get(f"/api/v1/runs?limit=50&until={urllib.parse.quote(now_text(3600 + number))}")),
            ("events", lambda: client.get(f"/api/v1/runs/{run}/events")),
        ):
            began = time.monotonic()
            call()
            taken[what].append((time.monotonic() - began) * 1000)
    return {what: {"p50": median(values), "p99": percentile(values, 0.99)} for what, values in taken.items()}


def part_portal(sandbox, report):
    count = sandbox.arguments.history
    alerts = count // 10
    handlers = "handlers:\n" + "".join(
        HANDLER.format(name=f"h{n}", role="mark") for n in range(20))
    port = filled(sandbox, "portal", handlers, FILL.replace("COUNT", str(count)), ALERTS.replace("COUNT", str(alerts)))
    client = Client(port)
    run = client.get("/api/v1/runs?limit=1")["runs"][0]["id"]
    alert = client.get("/api/v1/alerts?limit=1")["alerts"][0]["id"]
    rows = []
    for path in ("/-/healthy", "/", "/alerts", "/alerts?tab=all", "/alerts?tab=held", f"/alerts/{alert}", "/runs", "/runs?outcome=failed",
                 "/runs?host=host7", f"/runs/{run}", f"/runs/{run}?tab=tasks", "/holds", "/handlers", "/handlers/h1", "/alert-types",
                 "/roles", "/roles/mark", "/routines", "/inventory", "/hosts/h1", "/audit", "/status"):
        times = []
        for number in range(60):
            began = time.monotonic()
            client.page(path)
            times.append(time.monotonic() - began)
            # So that what is kept for two seconds is found out anew meanwhile.
            time.sleep(0.1)
        shown = path.replace(run, "ID").replace(alert, "ID")
        rows.append([shown, f"{median(times[10:]) * 1000:.1f} ms", f"{percentile(times[10:], 0.95) * 1000:.1f} ms", f"{max(times[10:]) * 1000:.1f} ms"])
        print(*rows[-1], sep="\t", flush=True)
    report.table(f"Pages of the portal, {count:,} runs and {alerts:,} alerts (H2)", ["page", "p50", "p95", "max"], rows,
                 "Fifty calls each after ten, ten a second, over HTTP; /-/healthy does nothing, and is what a call costs by itself. What is counted over all runs and alerts is kept for 2 to 15 s.")


def repository(sandbox, name, site, connection=None):
    """A git repository with a playbook site.yml, and perhaps a connection plugin beside it."""
    folder = sandbox.folder / f"{name}.git"
    git = ["git", "-C", folder, "-c", "user.name=bench", "-c", "user.email=bench@example.org"]
    subprocess.run(["git", "init", "-q", "-b", "main", folder], check=True)
    (folder / "site.yml").write_text(site)
    if connection:
        (folder / "connection_plugins").mkdir()
        (folder / "connection_plugins" / "stub.py").write_text(connection)
    subprocess.run([*git, "add", "."], check=True)
    subprocess.run([*git, "commit", "-q", "-m", "Site"], check=True)
    return folder


class Job:
    """A job of a playbook on some hosts: the seconds to its first result and to its end, and its slices."""

    def __init__(self, sandbox, names, port, playbook, hosts):
        token = (sandbox.folder / f"data-{names[0]}" / "admin.token").read_text().strip()
        client = Client(port)

        def call(method, path, body=None):
            response, data = client.send(method, path, None if body is None else json.dumps(body).encode(), {"Authorization": "Bearer " + token})
            return json.loads(data)

        number = time.monotonic_ns()
        playbook = call("POST", "/api/v1/playbook", {"name": f"site{number}", "git_repo": str(playbook), "entry": "site.yml"})["id"]
        inventory = call("POST", "/api/v1/inventory", {"name": f"many{number}", "env": "bench", "version": "1", "hosts": hosts})["id"]
        before = {file for one in names for file in (sandbox.folder / f"data-{one}" / "runs").glob("*/events.jsonl")}
        began = time.monotonic()
        job = call("POST", "/api/v1/job", {"env": "bench", "playbook_id": playbook, "inventory_id": inventory})["uuid"]

        def seen():
            files = {file for one in names for file in (sandbox.folder / f"data-{one}" / "runs").glob("*/events.jsonl")} - before
            return any(b'"event":"ok"' in file.read_bytes() for file in files)

        self.first = wait("a first result", lambda: time.monotonic() - began if seen() else None, limit=600, pause=0.05)
        self.whole = wait("the end of the job", lambda: time.monotonic() - began if call("GET", f"/api/v1/job/{job}")["state"] == "finished" else None, limit=1800, pause=0.2)
        outcome = call("GET", f"/api/v1/job/{job}")["outcome"]
        if outcome != "succeeded":
            raise SystemExit(f"the job: {outcome}")
        self.slices = len(call("GET", f"/api/v1/runs/{job}").get("slices") or [1])


def part_jobs(sandbox, report):
    """A job of many hosts beside one of twenty: the wait for the first result and for the whole."""
    hosts = sandbox.arguments.job_hosts
    (sandbox.folder / "few.yml").write_text("few:\n  hosts: {h1: , h2: }\n")
    site = repository(sandbox, "jobs", "- hosts: all\n  gather_facts: false\n  tasks:\n    - ansible.builtin.debug: {msg: here}\n")
    rows = []
    cores = os.cpu_count() or 1
    for count, slices in [(20, 1)] + [(hosts, slices) for slices in sandbox.arguments.job_slices]:
        name = f"jobs-{count}-{slices}"
        runs = f"runs: {{concurrent: 4, forks: 20, slice_hosts: {-(-count // slices)}, hosts_max: {hosts}}}\n"
        # A run is cut into as many slices as its nodes have cores, at most.
        names = [name] + [f"{name}-{n}" for n in range(2, -(-slices // cores) + 1)]
        if len(names) > 1:
            runs += postgres_database(start_postgres(sandbox))
        started = [sandbox.promansible(one, runs, inventory="few.yml") for one in names]
        job = Job(sandbox, names, started[0][1], site, f"all: {{hosts: {{'h[0001:{count:04d}]': }}, vars: {{ansible_connection: local, ansible_become: false}}}}")
        rows.append([f"{count:,}", str(job.slices), str(len(names)), f"{job.first:.1f} s", f"{job.whole:.1f} s", f"{job.whole / count * 1000:.0f} ms"])
        print(*rows[-1], sep="\t", flush=True)
        for process, _ in started:
            sandbox.stop(process)
    report.table(f"A job of {hosts:,} hosts beside one of 20", ["hosts", "slices", "nodes", "first result", "whole", "whole, per host"], rows,
                 "A playbook of a git repository with one task of debug, which needs no connection; 20 forks. All nodes are on this machine, so slices share its cores, "
                 "and more of them gain nothing. The fetch of the repository is in both times.")


def part_fleet(sandbox, report):
    """Jobs and remediations of many hosts and tasks beside one ansible-playbook: what the controller takes."""
    remedies = sandbox.arguments.fleet_remedies
    stubs(sandbox, max(count for count, _ in remedies))
    handlers = "handlers:\n"
    for tasks in {tasks for _, tasks in remedies}:
        sandbox.role(f"of{tasks}", commands(tasks))
        handlers += HANDLER.format(name=f"Of{tasks}", role=f"of{tasks}")
    process, port = sandbox.promansible("fleet", "ansible: {accelerate: off}\n" + handlers, inventory="stubs.yml")
    ours = Ours(port)
    rows = []

    def row(what, count, tasks, run):
        site = repository(sandbox, f"fleet-{len(rows)}", "- hosts: all\n  gather_facts: false\n  tasks:\n" + commands(tasks, "    "), STUB)
        hosts = "all: {hosts: {%s}, vars: {ansible_connection: stub, ansible_become: false}}" % ", ".join(f"t{n}: " for n in range(1, count + 1))
        stock = stock_play(sandbox, site, hosts)
        before = service_cpu(process.pid)
        first, whole = run(site, hosts)
        cpu, each = service_cpu(process.pid) - before, count * tasks
        rows.append([f"{what}, {count:,} hosts × {tasks} tasks", f"{stock['first']:.1f} s", f"{first:.1f} s" if first else "not noted", f"{stock['whole']:.1f} s", f"{whole:.1f} s", f"{whole / stock['whole']:.2f}",
                     f"{stock['cpu'] / each * 1000:.1f} ms", f"{cpu / each * 1000:.1f} ms", f"{cpu / stock['cpu']:.2f}"])
        print(*rows[-1], sep="\t", flush=True)

    for count, tasks in sandbox.arguments.fleets:
        def job(site, hosts):
            done = Job(sandbox, ["fleet"], port, site, hosts)
            return done.first, done.whole
        row("job", count, tasks, job)
    for count, tasks in remedies:
        row("alerts in one POST", count, tasks, lambda site, hosts: (None, ours.many([f"t{n}" for n in range(1, count + 1)], f"Of{tasks}")))
    report.table("Many hosts and tasks (one run each, in turns)",
                 ["what", "ansible-playbook -f 50: first result", "ours: first result", "ansible-playbook: whole", "ours: whole", "ratio",
                  "ansible-playbook: CPU per host and task", "ours: CPU per host and task", "ratio"], rows,
                 "Every host answers after 0.3 s through a stub of a connection, so that only the controller is measured. Ours without Mitogen, which has no part in such a connection, else with the settings as they are by default: fifty forks, and slices of 200 hosts "
                 "at least, of which there are as many as cores. The service, its database, the look at the inventory and the fetch of the repository are in its CPU and times.")


def commands(tasks, indent=""):
    return "".join(f"{indent}- {{name: task {n}, ansible.builtin.command: {{argv: ['true']}}}}\n" for n in range(tasks))


def stubs(sandbox, most):
    """An inventory of hosts that are stubs, for the playbooks of the sandbox; its text."""
    hosts = "stub:\n  vars: {ansible_connection: stub, ansible_become: false}\n  hosts:\n" + "".join(f"    t{n}:\n" for n in range(1, most + 1))
    (sandbox.folder / "stubs.yml").write_text(hosts)
    config = sandbox.folder / "playbooks/ansible.cfg"
    config.write_text(config.read_text().replace("[defaults]\n", f"[defaults]\nconnection_plugins = {sandbox.folder}/connection\n"))
    return hosts


def stock_play(sandbox, site, hosts):
    """The same by ansible-playbook alone, tuned as the peer is."""
    (site / "ansible.cfg").write_text("[defaults]\ngathering = explicit\ninterpreter_python = /usr/bin/python3\nforks = 50\nretry_files_enabled = False\n[connection]\npipelining = True\n")
    (site / "hosts.yml").write_text(hosts)
    log = site / "log"
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.monotonic()
    with open(log, "wb") as out:
        play = subprocess.Popen(["ansible-playbook", "-i", "hosts.yml", "-f", "50", "site.yml"], cwd=site, stdout=out, stderr=out, env={**os.environ, "PYTHONUNBUFFERED": "1"})
        first = wait("a first result", lambda: time.monotonic() - began if b"changed: [" in log.read_bytes() else None, limit=600, pause=0.05)
        if play.wait() != 0:
            raise SystemExit(log.read_text())
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return {"first": first, "whole": time.monotonic() - began, "cpu": after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime}


def part_nodes(sandbox, report):
    """As many plays that only wait, on one, two and four nodes of one PostgreSQL."""
    runs, pause, places = sandbox.arguments.node_runs, sandbox.arguments.node_pause, 2
    (sandbox.folder / "fleet.yml").write_text(
        "fleet: {vars: {ansible_connection: local, ansible_become: false}, hosts: {" + ", ".join(f"'h{n}': " for n in range(1, runs + 1)) + "}}\n")
    sandbox.role("waits", f"- ansible.builtin.pause: {{seconds: {pause}}}\n")
    rows, alone = [], None
    for count in (1, 2, 4):
        database = postgres_database(start_postgres(sandbox))
        more = f"{database}runs: {{concurrent: {places}, hosts_max: 1}}\nhandlers:\n" + HANDLER.format(name="Waits", role="waits")
        started = [sandbox.promansible(f"nodes-{count}-{n}", more, inventory="fleet.yml") for n in range(1, count + 1)]
        client = Client(started[0][1])
        began = time.monotonic()
        client.send("POST", "/api/v1/alerts", notification([alert("Waits", f"h{n}", n) for n in range(1, runs + 1)]))
        wait("the plays", lambda: quiet(client), limit=3600, pause=0.2)
        taken = time.monotonic() - began
        done = client.get("/api/v1/runs?state=finished&outcome=succeeded&limit=1000")["runs"]
        if len(done) != runs:
            raise SystemExit(f"{len(done)} of {runs} runs succeeded on {count} nodes")
        by_node = ", ".join(str(sum(run["node"] == f"nodes-{count}-{n}" for run in done)) for n in range(1, count + 1))
        alone = alone or taken
        rows.append([str(count), f"{taken:.1f} s", by_node, f"{alone / taken:.2f}", f"{alone / taken / count:.2f}"])
        print(*rows[-1], sep="\t", flush=True)
        for process, _ in started:
            sandbox.stop(process)
    report.table("Nodes (one run each)", ["nodes", "all plays", "plays of each node", "times as fast as one", "of linear"], rows,
                 f"{runs} alerts in one notification to one node, each a play of its own that waits for {pause} s and computes nothing; {places} places on each node, PostgreSQL, "
                 "warm Ansible. All nodes share the cores of this machine, on which a start costs what it costs everywhere.")


ALERTS = """
INSERT INTO episode (id, alert_id, source, alertname, labels, annotations, fingerprint, generator_url, starts_nanos, state, first_seen, last_seen, resolved_at)
SELECT RANDOM_UUID(), 'a' || x, 'default', 'h' || MOD(x, 20), '{"alertname":"h' || MOD(x, 20) || '","instance":"host' || MOD(x, 1000) || '"}', '{"summary":"something is wrong"}', 'f', '',
  CAST(EXTRACT(EPOCH FROM t) * 1000000000 AS bigint), CASE WHEN x > COUNT - 200 THEN 'FIRING' ELSE 'RESOLVED' END, t, t, CASE WHEN x > COUNT - 200 THEN NULL ELSE DATEADD(SECOND, 60, t) END
FROM (SELECT x, DATEADD(SECOND, -26 * (COUNT - x), CURRENT_TIMESTAMP) AS t FROM SYSTEM_RANGE(1, COUNT) AS r(x)) AS q;
INSERT INTO decision (id, episode_id, handler, host, started, reason, detail, verdicts, decided_at)
SELECT RANDOM_UUID(), id, alertname, 'host' || MOD(ROWNUM, 1000), MOD(ROWNUM, 5) > 0, CASE WHEN MOD(ROWNUM, 5) > 0 THEN 'start' ELSE 'cooldown' END, 'as it is', '[]', first_seen FROM episode;
INSERT INTO remediation (id, episode_id, alert_id, alertname, handler, host, run_id, attempts, state, outcome, reason, started_at, acted_at, finished_at, verify_within, verify_hold, confirmed)
SELECT RANDOM_UUID(), d.episode_id, e.alert_id, e.alertname, d.handler, d.host, RANDOM_UUID(), 1, 'FINISHED', CASE WHEN MOD(ROWNUM, 10) = 0 THEN 'NOT_FIXED' ELSE 'FIXED' END, '', e.first_seen, e.first_seen, DATEADD(SECOND, 60, e.first_seen), 300, 60, FALSE
FROM decision d JOIN episode e ON e.id = d.episode_id WHERE d.started;
ANALYZE;
"""


FILL = """
INSERT INTO run (id, cause, handler, step, roles, vars, batch_key, host_count, check_mode, timeout_seconds, state, outcome, reason, queued_at, started_at, finished_at, exit_code, node, cancel_asked)
SELECT CAST(LPAD(TO_CHAR(CAST(FLOOR(ms / 65536) AS integer), 'FM0000000X'), 8, '0') || '-' || LPAD(TO_CHAR(CAST(MOD(ms, 65536) AS integer), 'FM000X'), 4, '0') || '-7000-8000-' || LPAD(TO_CHAR(x, 'FM0000000X'), 12, '0') AS uuid),
  'ALERT', 'h' || MOD(x, 20), 0, CASE WHEN MOD(x, 100000) = 0 THEN 'rare' ELSE 'role' || MOD(x, 10) END, '{}', 'k', 2, FALSE, 60, 'FINISHED',
  CASE WHEN MOD(x, 50) = 0 THEN 'FAILED' ELSE 'SUCCEEDED' END, '', t, t, DATEADD(SECOND, 5, t), 0, 'bench', FALSE
FROM (SELECT x, t, CAST(EXTRACT(EPOCH FROM t) * 1000 AS bigint) AS ms
  FROM (SELECT x, DATEADD(SECOND, -7 * (COUNT - x), CURRENT_TIMESTAMP) AS t FROM SYSTEM_RANGE(1, COUNT) AS r(x)) AS q) AS s;
INSERT INTO run_host (run_id, host, ok, changed, unreachable, failed, skipped, rescued, ignored)
SELECT id, 'host' || MOD(ROWNUM, 1000), 1, 0, 0, 0, 0, 0, 0 FROM run;
INSERT INTO run_host (run_id, host, ok, changed, unreachable, failed, skipped, rescued, ignored)
SELECT id, 'other' || MOD(ROWNUM, 1000), 1, 0, 0, 0, 0, 0, 0 FROM run;
INSERT INTO run_role (role, run_id) SELECT roles, id FROM run;
ANALYZE;
"""


EVENTS = """
INSERT INTO run_event (run_id, seq, kind, host, event)
SELECT r.id, s.x, 'ok', 'host1', '{"event":"ok","host":"host1","task":"role1 : look after the service","changed":false,"result":{"msg":"All items completed","duration":0.25}}' FROM run r CROSS JOIN SYSTEM_RANGE(1, 10) AS s(x);
ANALYZE;
"""

FILL_POSTGRES = """
INSERT INTO run (id, cause, handler, step, roles, vars, batch_key, host_count, check_mode, timeout_seconds, state, outcome, reason, queued_at, started_at, finished_at, exit_code, node, cancel_asked)
SELECT CAST(lpad(to_hex(ms / 65536), 8, '0') || '-' || lpad(to_hex(ms % 65536), 4, '0') || '-7000-8000-' || lpad(to_hex(x), 12, '0') AS uuid),
  'ALERT', 'h' || x % 20, 0, 'role' || x % 10, '{}', 'k', 2, FALSE, 60, 'FINISHED', CASE WHEN x % 50 = 0 THEN 'FAILED' ELSE 'SUCCEEDED' END, '', t, t, t + INTERVAL '5 s', 0, 'bench', FALSE
FROM (SELECT x, t, CAST(EXTRACT(EPOCH FROM t) * 1000 AS bigint) AS ms FROM (SELECT x, now() - (COUNT - x) * INTERVAL '7 s' AS t FROM generate_series(1, COUNT) AS r(x)) AS q) AS s;
INSERT INTO run_host (run_id, host, ok, changed, unreachable, failed, skipped, rescued, ignored) SELECT id, 'host1', 1, 0, 0, 0, 0, 0, 0 FROM run;
INSERT INTO run_host (run_id, host, ok, changed, unreachable, failed, skipped, rescued, ignored) SELECT id, 'other1', 1, 0, 0, 0, 0, 0, 0 FROM run;
INSERT INTO run_role (role, run_id) SELECT roles, id FROM run;
INSERT INTO run_event (run_id, seq, kind, host, event)
SELECT r.id, s.x, 'ok', 'host1', '{"event":"ok","host":"host1","task":"role1 : look after the service","changed":false,"result":{"msg":"All items completed","duration":0.25}}' FROM run r CROSS JOIN generate_series(1, 10) AS s(x);
ANALYZE;
"""


def part_startup(sandbox, report):
    (sandbox.folder / "few.yml").write_text("few:\n  hosts: {h1: , h2: }\n")
    rows = []
    cached = list(sandbox.arguments.java)
    bare = [a for a in cached if not a.startswith(("-XX:AOTCache", "-XX:AOTMode"))]
    # Its heap and collector alone; the cache is made for any.
    default = [a for a in cached if not a.startswith(("-Xm", "-XX:+UseG1GC", "-XX:G1", "-XX:-G1", "-XX:MinHeap", "-XX:MaxHeap"))]
    for what, command in (("with the AOT cache that bin/promansible makes", cached), ("with it, and heap and collector as a JVM takes them", default), ("without it", bare)):
        times, sizes = [], []
        for number in range(5):
            port = free_port()
            config = sandbox.folder / "startup.yml"
            config.write_text(f"listen: 127.0.0.1:{port}\ndata: ./data-startup\nplaybooks: ./playbooks\ninventory: {{sources: [./few.yml]}}\nansible: {{warm: false}}\n")
            began = time.monotonic()
            process = sandbox.start([*command, "serve", "--config", config])
            wait("an answer", lambda: healthy(port), pause=0.01)
            times.append(time.monotonic() - began)
            if number == 4:
                time.sleep(20)
                sizes.append(memory(process.pid, "VmRSS"))
            sandbox.stop(process)
        rows.append([what, f"{median(times):.2f} s", f"{sizes[0]:.0f} MiB"])
        print(*rows[-1], sep="\t", flush=True)
    report.table("Start-up and memory (medians of 5)", ["", "start to the first 200 of /-/healthy", "resident after 20 s of idling"], rows,
                 "A warm Ansible takes some 50 MiB beside it.")
    first_alert(sandbox, report)


def first_alert(sandbox, report):
    """What the first alert after a start takes, beside those behind it."""
    (sandbox.folder / "hosts.yml").write_text("local: {hosts: {here: {ansible_connection: local}}}\n")
    taken = []
    for number in range(3):
        process, port = sandbox.promansible(f"first-{number}", "handlers:\n" + HANDLER.format(name="Mark", role="mark"))
        ours = Ours(port)
        times = []
        for _ in range(100):
            times.append(ours.once("here")[0])
            # Before, the next alert would wait for the proof of this one.
            wait("the proof", lambda: ours.watch.get("/api/v1/remediations?limit=1")["remediations"][0]["state"] == "finished", pause=0.05)
        taken.append(times)
        sandbox.stop(process)
    rows = [[what, f"{median([median(times[begin:end]) for times in taken]) * 1000:.0f} ms"] for what, begin, end in
            (("the first", 0, 1), ("the second", 1, 2), ("the tenth", 9, 10), ("the last ten of a hundred", 90, 100))]
    for row in rows:
        print(*row, sep="\t", flush=True)
    report.table("The first alert after a start (medians of 3 starts)", ["alert", "POST → first task"], rows,
                 "Local, one task, one after the other. The first one is sent as soon as /-/ready says that all is there, and that Ansible is warm.")


def healthy(port):
    try:
        client = Client(port)
        client.send("GET", "/-/healthy")
        return True
    except (OSError, http.client.HTTPException):
        return False


class Report:
    """Tables of the parts that were measured; those of other parts stay as they are."""

    def __init__(self, file):
        self.file = file
        self.sections = {}

    def table(self, title, head, rows, note=""):
        lines = [f"## {title}", "", "| " + " | ".join(head) + " |", "|" + " --- |" * len(head)]
        lines += ["| " + " | ".join(row) + " |" for row in rows]
        if note:
            lines += ["", note]
        before = self.sections.get(self.part)
        self.sections[self.part] = (before + "\n" if before else "") + "\n".join(lines) + "\n"

    def kept(self):
        """The sections of the file, by their parts."""
        chunks = self.file.read_text().split("<!-- part ")[1:] if self.file.exists() else []
        return {name: text.strip() + "\n" for name, text in (chunk.split(" -->\n", 1) for chunk in chunks)}

    def write(self):
        old = self.kept()
        old.update(self.sections)
        text = "# Results of bench/run\n\n" + machine() + "\n"
        for part in PARTS:
            if part in old:
                text += f"\n<!-- part {part} -->\n{old[part]}"
        self.file.write_text(text)


def ratios(text):
    """The ratios of a table, by the first cell of the row and the head of the column."""
    found, heads = {}, []
    for line in text.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")] if line.startswith("|") else []
        if not cells:
            heads = []
        elif not heads:
            # Two columns may have one name, as the makespan and the CPU of a storm.
            heads = [f"{head} {cells[:n].count(head) + 1}" if cells.count(head) > 1 else head for n, head in enumerate(cells)]
        else:
            for head, cell in list(zip(heads, cells))[1:]:
                if head.endswith("/peer") or head.startswith("ratio") or head == "of linear":
                    try:
                        found[cells[0], head] = float(cell)
                    except ValueError:
                        continue
    return found


def worse(kept, now, beyond):
    """What became worse by more than a share, as lines; for the share of linear more is better, for all else less."""
    lines = [] if kept.keys() & now.keys() else ["no ratio of bench/RESULTS.md was measured"]
    for key in sorted(kept.keys() - now.keys()):
        print(f"{key[0]}: {key[1]} was not measured", flush=True)
    for key in sorted(kept.keys() & now.keys()):
        change = kept[key] / now[key] if key[1] == "of linear" else now[key] / kept[key]
        print(f"{key[0]}: {key[1]} {kept[key]:.2f} -> {now[key]:.2f}", flush=True)
        if change > 1 + beyond:
            lines.append(f"{key[0]}: {key[1]} was {kept[key]:.2f} and is {now[key]:.2f}")
    return lines


def machine():
    cpu = next((line.split(":")[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")), platform.machine())
    memory = int(open("/proc/meminfo").readline().split()[1]) // 1024 // 1024
    ansible = subprocess.run(["ansible-playbook", "--version"], capture_output=True, text=True).stdout.splitlines()[0]
    return (f"Measured on {datetime.date.today()}: {os.cpu_count()} cores ({cpu}), {memory} GiB, {platform.freedesktop_os_release()['PRETTY_NAME']}, {ansible}, "
            "one machine for all: senders, service, targets. Ratios within a table hold; absolute values are this machine's. "
            "What was aimed at, and where the time goes: [GOALS.md](GOALS.md).")


def main():
    own, java = sys.argv[1:], []
    if "--" in own:
        at = own.index("--")
        own, java = own[:at], own[at + 1:]
    parser = argparse.ArgumentParser()
    parser.add_argument("--top", required=True)
    parser.add_argument("--rounds", type=int, default=11)
    parser.add_argument("--remedy-tasks", type=int, nargs="+", default=[1, 5, 20, 50])
    parser.add_argument("--remedy-fleet", type=int, nargs="+", default=[5, 20])
    parser.add_argument("--remedy-rounds", type=int, default=3)
    parser.add_argument("--seconds", type=int, default=8)
    parser.add_argument("--storms", type=int, nargs="+", default=[20, 200, 1000])
    parser.add_argument("--peer-storm", type=int, default=200)
    parser.add_argument("--large", type=int, nargs="+", default=[10_000, 20_000])
    parser.add_argument("--history", type=int, default=1_000_000)
    parser.add_argument("--given-back", type=int, default=300, help="seconds after which the size of the files is looked at again")
    parser.add_argument("--job-hosts", type=int, default=1_000)
    parser.add_argument("--job-slices", type=int, nargs="+", default=[1, 2, 4])
    product = lambda text: tuple(int(n) for n in text.split("x"))
    parser.add_argument("--fleet-remedies", type=product, nargs="+", default=[(20, 10), (200, 10)], help="hosts x tasks, as 200x10")
    parser.add_argument("--fleets", type=product, nargs="+", default=[(20, 5), (200, 10), (1000, 5)])
    parser.add_argument("--node-runs", type=int, default=16)
    parser.add_argument("--node-pause", type=int, default=30)
    parser.add_argument("--guard", action="store_true", help="compare the ratios with those of RESULTS.md, which stays as it is")
    parser.add_argument("--beyond", type=float, default=0.25, help="by which share a ratio may be worse than the one kept")
    parser.add_argument("parts", nargs="*", default=[])
    arguments = parser.parse_args(own)
    arguments.java = java
    report = Report(pathlib.Path(arguments.top, "bench/RESULTS.md"))
    fallen = []
    for part in arguments.parts or (GUARDED if arguments.guard else PARTS):
        print(f"--- {part}", flush=True)
        sandbox = Sandbox(arguments)
        report.part = part
        try:
            globals()[f"part_{part}"](sandbox, report)
            if arguments.guard:
                fallen += worse(ratios(report.kept().get(part, "")), ratios(report.sections[part]), arguments.beyond)
            else:
                report.write()
        except SystemExit:
            # Why, before the folder goes.
            for log in sorted(sandbox.folder.glob("log-*")):
                print(f"--- the end of {log.name}", *log.read_text(errors="replace").splitlines()[-5:], sep="\n", flush=True)
            raise
        finally:
            sandbox.close()
    if fallen:
        raise SystemExit("\n".join([f"worse by more than {arguments.beyond:.0%} than in bench/RESULTS.md:", *fallen]))


if __name__ == "__main__":
    main()
