"""Sends alerts to a service that is being recorded, see train in bin/lib.sh. Standard library only."""
import datetime
import json
import re
import sys
import time
import urllib.error
import urllib.request

ROUNDS = 12
MANY = 150


def main():
    base = re.search(r"listens on (http://\S+)", open(sys.argv[1], encoding="utf-8").read()).group(1)
    until(lambda: get(base, "/-/ready"))
    for n in range(ROUNDS):
        host = f"h{n % 2 + 1}"
        post(base, [alert("acts", host, n)])
        until(lambda: not get(base, "/api/v1/runs?state=queued")["runs"] and not get(base, "/api/v1/runs?state=running")["runs"])
        post(base, [dict(alert("acts", host, n), status="resolved", endsAt=now())])
        for path in ("/api/v1/alerts", "/api/v1/remediations", "/api/v1/handlers", "/api/v1/inventory", "/metrics"):
            get(base, path)
    for n in range(MANY):
        post(base, [alert("watches", f"h{n % 2 + 1}", n * 20 + i) for i in range(20 if n % 3 == 0 else 1)])


def now():
    return datetime.datetime.now(datetime.timezone.utc).isoformat()


STARTED = now()


def alert(name, host, n):
    return {"status": "firing", "labels": {"alertname": name, "instance": host, "n": str(n)}, "annotations": {}, "startsAt": STARTED,
            "endsAt": "0001-01-01T00:00:00Z"}


def post(base, alerts):
    body = json.dumps({"version": "4", "alerts": alerts}).encode()
    urllib.request.urlopen(urllib.request.Request(base + "/api/v1/alerts", body, {"Content-Type": "application/json"}), timeout=10).read()


def get(base, path):
    try:
        text = urllib.request.urlopen(base + path, timeout=10).read().decode()
    except urllib.error.HTTPError:
        return None
    return json.loads(text) if text.startswith("{") else text


def until(look):
    end = time.monotonic() + 30
    while not look() and time.monotonic() < end:
        time.sleep(0.05)


if __name__ == "__main__":
    main()
