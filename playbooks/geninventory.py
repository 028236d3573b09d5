#!/usr/bin/env python3
"""Ansible's dynamic inventory script: asks a running Promansible.

    ansible -i playbooks/geninventory.py all -m ping

Environment: PROMANSIBLE_URL (http://127.0.0.1:9595) and PROMANSIBLE_TOKEN_FILE, a file with a token
of the role "inventory" (none for a service without tokens). Passwords are masked by the service.
PROMANSIBLE_FACTS=1 gives each host the facts that are known of it, so that plays need not gather them.
Standard library only.
"""
import argparse
import gzip
import json
import os
import sys
import urllib.error
import urllib.parse
import urllib.request

TIMEOUT_SECONDS = 10


def ask(path):
    """Returns the parsed answer; ends with exit code 1 and a reason when there is none."""
    base = os.environ.get("PROMANSIBLE_URL", "http://127.0.0.1:9595").rstrip("/")
    request = urllib.request.Request(base + path, headers={"Accept-Encoding": "gzip"})
    token_file = os.environ.get("PROMANSIBLE_TOKEN_FILE")
    try:
        if token_file:
            with open(token_file, encoding="utf-8") as file:
                request.add_header("Authorization", "Bearer " + file.read().strip())
        with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS) as response:
            body = response.read()
            if response.headers.get("Content-Encoding") == "gzip":
                body = gzip.decompress(body)
            return json.loads(body)
    except urllib.error.HTTPError as error:
        sys.exit(f"geninventory: {base} answers {error.code} {error.reason}")
    except (OSError, ValueError) as error:
        sys.exit(f"geninventory: {base} gives no inventory: {error}")


def main():
    parser = argparse.ArgumentParser(description="dynamic inventory from Promansible")
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--list", action="store_true", help="all groups and hosts")
    what.add_argument("--host", metavar="NAME", help="the variables of one host")
    arguments = parser.parse_args()
    path = "/api/v1/inventory"
    if arguments.host is not None:
        path += "/hosts/" + urllib.parse.quote(arguments.host, safe="")
    elif os.environ.get("PROMANSIBLE_FACTS", "") not in ("", "0"):
        path += "/with-facts"
    json.dump(ask(path), sys.stdout)


if __name__ == "__main__":
    main()
