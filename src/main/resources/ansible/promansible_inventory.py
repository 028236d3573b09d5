"""Reads inventory sources as `ansible-inventory --list` does, and tells what that leaves out.

Called like ansible-inventory, with the Python that Ansible runs with. Standard library and Ansible only.
It prints one JSON object:
  list      what ansible-inventory --list prints
  all       the variables of the group "all", which Ansible's implicit localhost has too
  resolved  by host: ansible_host and promansible_aliases, where they are templates, encrypted or marked unsafe
  faults    by host: why one of those cannot be resolved
  vaulted   by host: the variables that came out of an encrypted file, each as a list of keys from the outside in
  secrets   the texts that stood encrypted within files, in clear, as far as a password for them is known
"""
import json
import re
import sys

from ansible.cli.inventory import InventoryCLI
from ansible.errors import AnsibleError
from ansible.parsing.dataloader import DataLoader
from ansible.template import Templar
from ansible.utils.display import Display
from ansible.utils.unsafe_proxy import AnsibleUnsafe
from ansible.vars.hostvars import HostVars

RESOLVED = ("ansible_host", "promansible_aliases")
TEMPLATE = re.compile(r"\{[{%#]")
SHOWN = 10


class Encrypted:
    """What stood in files that are encrypted as a whole."""

    def __init__(self):
        self.pairs = set()
        self.texts = []
        self.seen = set()

    def take(self, text):
        if text in self.seen:
            return
        self.seen.add(text)
        try:
            from ansible.parsing.utils.yaml import from_yaml

            tree = from_yaml(text)
        except Exception:  # noqa: BLE001 - not YAML: an inventory in the form of INI
            tree = None
        if isinstance(tree, (dict, list)):
            self._gather(tree)
        else:
            self.texts.append(text)

    def _gather(self, tree):
        for name, value in tree.items() if isinstance(tree, dict) else enumerate(tree):
            if isinstance(tree, dict):
                self.pairs.add((str(name), shown(value)))
            if isinstance(value, (dict, list)):
                self._gather(value)

    def paths(self, variables, before=()):
        """Those of some variables, each as its keys from the outside in."""
        found = []
        if not self.pairs and not self.texts:
            return found
        for name, value in variables.items():
            if self._has(str(name), value):
                found.append([*before, str(name)])
            elif isinstance(value, dict):
                found += self.paths(value, (*before, str(name)))
        return found

    def _has(self, name, value):
        if (name, shown(value)) in self.pairs:
            return True
        text = str(value)
        return isinstance(value, (str, int)) and any(name in t and text in t for t in self.texts)


def shown(value):
    return json.dumps(value, sort_keys=True, default=str)


def watch_files(encrypted):
    original = DataLoader._get_file_contents

    def watched(self, file_name):
        data, show = original(self, file_name)
        if not show:
            encrypted.take(data.decode("utf-8", "replace"))
        return data, show

    DataLoader._get_file_contents = watched


class Reading(InventoryCLI):
    encrypted = Encrypted()

    def dump(self, stuff):
        variables = stuff.get("_meta", {}).get("hostvars", {})
        resolved, faults = self._resolve(variables)
        found, locked = secrets(variables)
        if locked:
            Display().warning(
                f"no vault password opens {', '.join(sorted(locked)[:SHOWN])}{', …' if len(locked) > SHOWN else ''};"
                " plays that need them will fail (see vault_password_files of ansible in promansible.yml)"
            )
        told = {
            "list": stuff,
            "all": self._get_group_variables(self._get_group("all")),
            "resolved": resolved,
            "faults": faults,
            "vaulted": {host: paths for host, paths in ((h, self.encrypted.paths(v)) for h, v in variables.items()) if paths},
            "secrets": sorted(found),
        }
        return super().dump(told)

    def _resolve(self, variables):
        resolved, faults = {}, {}
        groups = self.inventory.get_groups_dict()
        hostvars = HostVars(self.inventory, self.vm, self.loader)
        for name, own in variables.items():
            for variable in RESOLVED:
                value = own.get(variable)
                if value is None or is_plain(value):
                    continue
                try:
                    host = self.inventory.get_host(name)
                    known = dict(
                        own,
                        inventory_hostname=name,
                        inventory_hostname_short=name.split(".", 1)[0],
                        group_names=sorted(g.name for g in host.get_groups() if g.name != "all"),
                        groups=groups,
                        hostvars=hostvars,
                    )
                    templar = Templar(loader=self.loader, variables=known)
                    resolved.setdefault(name, {})[variable] = clear(templar.template(value, fail_on_undefined=True))
                except Exception as e:  # noqa: BLE001 - whatever is in a template of the operator
                    faults[name] = f"{variable}: {e}"
        return resolved, faults


def is_plain(value):
    if isinstance(value, (list, tuple)):
        return all(is_plain(item) for item in value)
    if isinstance(value, str):
        return not isinstance(value, AnsibleUnsafe) and not TEMPLATE.search(value)
    return not getattr(value, "__ENCRYPTED__", False)


def clear(value):
    """A value of Ansible's own types as a plain one."""
    if isinstance(value, (list, tuple)):
        return [clear(item) for item in value]
    return str.__str__(value) if isinstance(value, str) else str(value)


def secrets(variables):
    """In clear, the texts that are encrypted one by one (!vault); and the names of those that no password opens.

    Each is decrypted once, as that takes its time.
    """
    found, known, locked = set(), {}, set()

    def seek(value, name):
        if isinstance(value, dict):
            for key, item in value.items():
                seek(item, key)
        elif isinstance(value, (list, tuple)):
            for item in value:
                seek(item, name)
        elif getattr(value, "__ENCRYPTED__", False):
            key = getattr(value, "_ciphertext", None) or id(value)
            if key not in known:
                known[key] = None
                try:
                    known[key] = clear(str(value))
                except (AnsibleError, ValueError):
                    # Without its password nobody can say it, so nobody can print it either.
                    locked.add(str(name))
                    return
                if not known[key].startswith("$ANSIBLE_VAULT"):
                    found.add(known[key])

    seek(variables, "")
    return found, locked


if __name__ == "__main__":
    watch_files(Reading.encrypted)
    Reading.cli_executor(["ansible-inventory", *sys.argv[1:]])
