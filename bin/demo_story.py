"""Tells the story of one remediation as it happens; exits 0 only if the fault is really gone.

Called by bin/demo. Standard library only.
"""
import argparse
import json
import subprocess
import sys
import time
import urllib.error
import urllib.request

LIMIT_SECONDS = 300
# A minute more: the routine fires at full minutes.
ROUTINE_SECONDS = 140


def main():
    parser = argparse.ArgumentParser()
    for name in ("promansible", "token-file", "prometheus", "instance", "alertname", "break", "probe"):
        parser.add_argument("--" + name, required=True)
    arguments = vars(parser.parse_args())
    story = Story(arguments)
    sys.exit(0 if story.tell() else 1)


class Story:
    def __init__(self, arguments):
        self.arguments = arguments
        with open(arguments["token_file"], encoding="utf-8") as file:
            self.token = file.read().strip()
        self.began = time.monotonic()

    def say(self, text):
        print(f"{time.monotonic() - self.began:6.1f} s  {text}", flush=True)

    def get(self, base, path):
        request = urllib.request.Request(self.arguments[base] + path)
        if base == "promansible":
            request.add_header("Authorization", "Bearer " + self.token)
        with urllib.request.urlopen(request, timeout=20) as response:
            return json.load(response)

    def wait(self, what, look, limit=LIMIT_SECONDS):
        """Calls look until it returns something; None when the time is up."""
        while time.monotonic() - self.began < limit:
            found = look()
            if found:
                return found
            time.sleep(0.1)
        self.say(f"waited in vain: {what}")
        return None

    def firing(self):
        for alert in self.get("prometheus", "/api/v1/alerts")["data"]["alerts"]:
            if alert["state"] == "firing" and self.ours(alert):
                return alert
        return None

    def ours(self, alert):
        return all(alert["labels"].get(name) == self.arguments[name] for name in ("alertname", "instance"))

    def episode(self):
        for alert in self.get("promansible", "/api/v1/alerts")["alerts"]:
            if self.ours(alert) and alert["decisions"]:
                return alert
        return None

    def probe(self):
        try:
            with urllib.request.urlopen(self.arguments["probe"], timeout=2) as response:
                return response.status == 200
        except (urllib.error.URLError, OSError):
            return False

    def tell(self):
        print()
        subprocess.run(self.arguments["break"].split(), check=True)
        self.began = time.monotonic()
        self.say(f"fault       the exporter of web2 was stopped; {self.arguments['probe']} answers: {self.probe()}")
        alert = self.wait("Prometheus' alert", self.firing)
        if not alert:
            return False
        self.say(f"alert       Prometheus fires {alert['labels']['alertname']} for {alert['labels']['instance']}")
        episode = self.wait("Alertmanager's webhook", self.episode)
        if not episode:
            return False
        self.say("webhook     Alertmanager delivered it, Promansible stored it")
        decision = episode["decisions"][0]
        self.say(f"decision    {decision['reason']}: {decision['handler']} {decision['detail']}")
        if not decision["started"]:
            return False
        remediation = episode["remediations"][0]
        return self.run(remediation["run"]) and self.proof(remediation["id"]) and self.routine("reachable")

    def routine(self, name):
        """The next time of a routine, or the last one if it has fired already."""
        path = f"/api/v1/routines/{name}"
        routine = self.get("promansible", path)
        if "lastRun" not in routine:
            self.say(f"routine     {name} ({routine['cron']}) is due at {routine['next'][0]['local']}")
        fired = self.wait(
            "the routine", lambda: (r := self.get("promansible", path)).get("lastRun", {}).get("state") == "finished" and r, ROUTINE_SECONDS
        )
        if not fired:
            return False
        run = self.get("promansible", f"/api/v1/runs/{fired['lastRun']['id']}")
        self.say(f"routine     {name} ran {', '.join(run['roles'])} on {', '.join(run['hosts'])} at {run['queuedAt'][:19]}Z: {run['outcome']}")
        return run["outcome"] == "succeeded"

    def run(self, run_id):
        """Follows the run live, as a page would: by its stream of server-sent events."""
        path = f"/api/v1/runs/{run_id}"
        request = urllib.request.Request(self.arguments["promansible"] + path + "/events")
        request.add_header("Authorization", "Bearer " + self.token)
        request.add_header("Accept", "text/event-stream")
        name, data = "", ""
        with urllib.request.urlopen(request, timeout=30) as stream:
            for raw in stream:
                line = raw.decode("utf-8").rstrip("\n")
                if line.startswith("event:"):
                    name = line[6:].strip()
                elif line.startswith("data:"):
                    data = line[5:].strip()
                elif not line and data:
                    if name == "progress":
                        self.progress(json.loads(data))
                    else:
                        self.event(json.loads(data))
                    if name == "end" or time.monotonic() - self.began > LIMIT_SECONDS:
                        break
                    name, data = "", ""
        run = self.wait("the end of the run", lambda: (r := self.get("promansible", path))["state"] == "finished" and r)
        if not run:
            return False
        for host, recap in run["recap"].items():
            counts = " ".join(f"{k}={v}" for k, v in recap.items() if v)
            self.say(f"run         {run['outcome']} on {host}: {counts}")
        for host, results in run["results"].items():
            for role, found in results.items():
                told = ", ".join(f"{k}={json.dumps(v)}" for k, v in found.items())
                self.say(f"result      {role} on {host}: {told}")
        return run["outcome"] == "succeeded"

    def progress(self, at):
        self.say(f"live        task {at['task']} of {at['tasks']}, {at['hostsDone']} of {at['hosts']} host(s) through with it")

    def event(self, event):
        if event.get("event") == "play":
            self.say(f"run         ansible-playbook runs on {', '.join(event['hosts'])}")
        elif event.get("event") in ("ok", "failed", "unreachable"):
            state = "changed" if event["result"].get("changed") else event["event"]
            # What Ansible and the role note for themselves is not worth a line.
            if event["action"].removeprefix("ansible.builtin.") not in ("set_fact", "include_tasks", "validate_argument_spec"):
                self.say(f"task        {event['host']}: {event['task']}: {state}")

    def proof(self, remediation_id):
        path = f"/api/v1/remediations/{remediation_id}"
        holding = self.wait(
            "the alert to resolve",
            lambda: (r := self.get("promansible", path))["state"] in ("holding", "finished") and r,
        )
        if not holding:
            return False
        self.say("resolved    the alert is gone; it must stay gone for the hold")
        done = self.wait("the proof", lambda: (r := self.get("promansible", path))["state"] == "finished" and r)
        if not done:
            return False
        self.say(f"{done['outcome']:<11} {done['reason']}")
        up = self.probe()
        self.say(f"checked     {self.arguments['probe']} answers: {up}")
        return up and done["outcome"] == "fixed"


if __name__ == "__main__":
    main()
