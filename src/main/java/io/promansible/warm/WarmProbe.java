package io.promansible.warm;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.promansible.ansible.AnsibleSettings;
import io.promansible.disk.PrivateFiles;
import io.promansible.fault.WorldFault;
import io.promansible.play.EventsFile;
import io.promansible.play.PlayCommand;
import io.promansible.play.PlayEvent;
import io.promansible.play.PlayInventory;
import io.promansible.play.PlayProcess;
import io.promansible.play.PlayStart;
import io.promansible.play.RunFolder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Plays of no consequence, whose outcomes show whether two ways to run a play end it alike. */
final class WarmProbe {
  private static final Logger LOG = LoggerFactory.getLogger(WarmProbe.class);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration LIMIT = Duration.ofSeconds(60);

  /** What a fork from a process that has imported Ansible could change. */
  static final Kind FORKED =
      new Kind(
          """
          - hosts: probe
            gather_facts: false
            tasks:
              - {name: one, ansible.builtin.debug: {msg: "{{ groups['all'] | sort | join(' ') }} {{ hostvars['other'].known }}"}}
              - {name: two, ansible.builtin.assert: {that: 1 == 2}, ignore_errors: true}
              - {name: three, ansible.builtin.meta: noop}
          """,
          Set.of("probe"));

  /**
   * What Mitogen does in its own way: modules, become, delegation, async, raw, templates, loops, a
   * failure and a host that cannot be reached. Only what is the same in each run is told.
   */
  static final Kind ACCELERATED =
      new Kind(
          """
          - hosts: probe, gone
            gather_facts: false
            tasks:
              - {name: module, ansible.builtin.command: {argv: [sh, -c, 'echo out; echo err >&2; exit 3']}, register: module, failed_when: false, changed_when: true}
              - {name: become, ansible.builtin.command: {argv: [id, -u]}, become: true, register: became, ignore_errors: true}
              - {name: delegated, ansible.builtin.command: {argv: [pwd]}, delegate_to: other, register: delegated}
              - {name: async, ansible.builtin.command: {argv: ['true']}, async: 20, poll: 1, register: later}
              - {name: raw, ansible.builtin.raw: "printf raw", register: raw}
              - {name: written, ansible.builtin.copy: {content: "{{ inventory_hostname }}\\n", dest: "{{ playbook_dir }}/written", mode: '0600'}, register: written}
              - {name: template, ansible.builtin.template: {src: "{{ playbook_dir }}/written", dest: "{{ playbook_dir }}/template", mode: '0600'}, register: rendered}
              - {name: loop, ansible.builtin.stat: {path: "{{ playbook_dir }}/{{ item }}"}, loop: [written, template, none], register: stats}
              - {name: fails, ansible.builtin.command: {argv: ['false']}, ignore_errors: true, register: failed}
              - name: told
                ansible.builtin.debug:
                  msg: >-
                    {{ module.rc }} {{ module.stdout }} {{ module.stderr }} {{ became.failed }} {{ became.stdout | default('') }} {{ delegated.rc }}
                    {{ later.finished }} {{ later.rc }} {{ raw.stdout }} {{ written.changed }} {{ rendered.checksum }}
                    {{ stats.results | map(attribute='stat.exists') | list }} {{ failed.failed }} {{ failed.rc }}
          """,
          Set.of("probe", "gone"));

  /**
   * A play.
   *
   * @param hosts those that it acts upon
   */
  record Kind(String playbook, Set<String> hosts) {}

  private final Path folder;

  /** Plays that work in a folder of their own below this one. */
  WarmProbe(Path folder) {
    this.folder = folder;
  }

  /**
   * Runs a play and tells what came of it: equal texts mean equal ends.
   *
   * @param like a command with the environment that real plays have
   * @throws WorldFault when the play could not be started, or took too long
   */
  String outcome(Kind kind, PlayStart start, PlayCommand like, AnsibleSettings settings) {
    String id = "probe-" + UUID.randomUUID();
    RunFolder run = new RunFolder(folder.resolve(id));
    try {
      PlayInventory inventory = inventory();
      run.prepare(kind.playbook, JsonNodeFactory.instance.objectNode(), inventory, kind.hosts);
      PlayProcess process =
          start.start(
              run,
              new PlayCommand(
                      id, like.playbooks(), like.rolePaths(), like.plugins(), like.forks(), false)
                  .knowing(inventory),
              settings);
      if (!process.endedWithin(LIMIT)) {
        process.end(Duration.ofSeconds(1));
        throw new WorldFault("a play of no consequence took longer than " + LIMIT);
      }
      EventsFile events = new EventsFile(run.file("events.jsonl"));
      List<String> told = events.next().stream().map(WarmProbe::told).sorted().toList();
      return run.exitCode() + " " + told + " " + events.stats();
    } catch (IOException e) {
      throw new WorldFault("its events cannot be read: " + e.getMessage(), e);
    } finally {
      try {
        run.delete();
      } catch (IOException e) {
        LOG.debug("{} is left over", run.path(), e);
      }
    }
  }

  /** An event without the words of a program that could not do its task: they may differ. */
  private static String told(PlayEvent event) {
    String words = event.json().path("result").path("msg").asText();
    return (event.kind() + " " + event.host() + " " + (event.kind().equals("ok") ? words : ""))
        .strip();
  }

  /** A small shared inventory, as real plays have one. */
  private PlayInventory inventory() throws IOException {
    ObjectNode tree = JSON.createObjectNode();
    ObjectNode hosts = tree.putObject("all").putObject("hosts");
    hosts.putObject("probe").put("ansible_connection", "local");
    hosts.putObject("other").put("known", "well").put("ansible_connection", "local");
    hosts
        .putObject("gone")
        .put("ansible_host", "127.0.0.1")
        .put("ansible_port", 1)
        .put("ansible_ssh_common_args", "-o ConnectTimeout=5");
    Path file = folder.resolve("probe.json");
    PrivateFiles.write(file, tree.toString().getBytes(StandardCharsets.UTF_8));
    Path secrets = folder.resolve("probe.secrets");
    PrivateFiles.write(secrets, "[]".getBytes(StandardCharsets.UTF_8));
    ObjectNode own = JSON.createObjectNode().put("known", "well");
    return new PlayInventory.Whole(file, secrets, Map.of("probe", own));
  }
}
