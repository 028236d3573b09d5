package io.promansible.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.promansible.config.Configuration;
import io.promansible.fault.InputFault;
import io.promansible.kit.Alerts;
import io.promansible.kit.Caller;
import io.promansible.kit.Room;
import io.promansible.wiring.Service;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever stands in an alert, and whatever role is asked for: nothing of it is executed, and no
 * other host is touched. Each case would leave a file of its own, which tells which one it was.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class InjectionTest {
  /** What is done with a text in roles; each keeps it from being a template, or must. */
  private static final List<String> USES =
      List.of(
          "{{ item }}",
          "{{ item ~ '' }}",
          "{{ item | replace('x', 'x') }}",
          "{{ item | regex_replace('x', 'x') }}",
          "{{ [item, item] | join(' ') }}",
          "{{ '%s' | format(item) }}",
          "{{ item | to_json | from_json }}",
          "{{ [item] | to_nice_yaml | from_yaml | first }}",
          "{{ item | b64encode | b64decode }}",
          "{{ {'k': item} | dict2items | map(attribute='value') | first }}",
          "{{ ({} | combine({'k': item})).k }}",
          "{{ item.split('|') | join('|') }}",
          "{{ lookup('vars', 'indirect') }}",
          "{{ vars['indirect'] }}",
          "{{ hostvars[inventory_hostname].fact }}",
          "{{ hostvars[inventory_hostname] | to_json | length }}",
          "{{ lookup('template', 'it.j2') }}");

  private Path folder;
  private Room room;
  private Service service;
  private Caller call;

  @BeforeAll
  void start(@TempDir Path empty) {
    folder = empty;
    room = new Room(folder);
    StringBuilder tasks =
        new StringBuilder(
            """
            - ansible.builtin.set_fact: {texts: "{{ promansible.alerts[inventory_hostname] | map(attribute='labels') | map('dict2items') | flatten
                + promansible.alerts[inventory_hostname] | map(attribute='annotations') | map('dict2items') | flatten }}"}
            - ansible.builtin.set_fact: {fact: "{{ item.value }}"}
              loop: "{{ texts }}"
            """);
    tasks.append(
        """
        - name: "used {{ item.value }}"
          ansible.builtin.debug: {msg: [%s]}
          vars: {indirect: "{{ item.value }}"}
          loop: "{{ texts }}"
        """
            .formatted(
                USES.stream()
                    .map(use -> "\"" + use.replaceAll("\\bitem\\b", "item.value") + "\"")
                    .collect(Collectors.joining(", "))));
    // In one task each, as every task that acts takes half a second.
    tasks.append(
        """
        - ansible.builtin.copy: {content: "{{ texts | map(attribute='value') | join('\n') }}", dest: "%1$s/copied", mode: '0600'}
        - ansible.builtin.command: {argv: "{{ ['echo'] + texts | map(attribute='value') }}"}
        - ansible.builtin.shell: {cmd: "echo {{ texts | map(attribute='value') | map('quote') | join(' ') }}"}
        - ansible.builtin.debug: {msg: skipped}
          when: item.value == 'no such text'
          loop: "{{ texts }}"
        - ansible.builtin.lineinfile: {path: "%1$s/touched", line: "{{ inventory_hostname }}", create: true, mode: '0600'}
        - ansible.builtin.shell: {cmd: "{{ cmd }}"}
        - ansible.builtin.debug: {msg: "{{ control }}"}
        """
            .formatted(folder));
    room.role("absorb", tasks.toString());
    room.write("playbooks/alert/roles/absorb/templates/it.j2", "{{ indirect }}\n");
    room.write(
        "playbooks/alert/roles/absorb/vars/main.yml",
        "cmd: 'true'\ncontrol: \"{{ lookup('pipe', 'touch %s') }}\"\n"
            .formatted(folder.resolve("control")));
    for (String outside : List.of("evil", "playbooks/alert/evil")) {
      room.write(outside + "/tasks/main.yml", touch("role"));
    }
    room.configure("handlers:\n" + Room.handler("Hostile", "absorb", ""));
    service = Service.start(room.file("promansible.yml"), Map.of());
    call = new Caller(service.url());
    call.awaitReady();
  }

  @AfterAll
  void stop() {
    call.close();
    service.close();
    room.close();
  }

  private String touch(String what) {
    return "- ansible.builtin.file: {path: '%s', state: touch, mode: '0600'}\n"
        .formatted(marker(what));
  }

  private Path marker(String what) {
    return folder.resolve("pwned-" + what);
  }

  private void assertNothingExecuted() {
    assertThat(folder.toFile().list((place, name) -> name.startsWith("pwned"))).isEmpty();
  }

  /** What would be executed as a template, by a shell, by YAML or by ssh. */
  private Stream<String> texts(Path marker) {
    return Stream.of(
            "{{ lookup('pipe', 'touch %s') }}",
            "{{ lookup(\"pipe\",\"touch %s\") }}",
            "{{lookup('ansible.builtin.pipe','touch %s')}}",
            "{%% for x in lookup('pipe', 'touch %s') %%}{{ x }}{%% endfor %%}",
            "{%% set x = lookup('pipe', 'touch %s') %%}{{ x }}",
            "{{ query('pipe', 'touch %s') }}",
            "{{ ''.__class__.__mro__[1].__subclasses__() }}{{ lookup('pipe', 'touch %s') }}",
            // Without the x Ansible 2.14 takes it for a set, and the task fails.
            "x {{ '{{ lookup(\"pipe\", \"touch %s\") }}' }}",
            "#jinja2: variable_start_string:'[['\n[[ lookup('pipe', 'touch %s') ]]",
            "{# %s #}{{ lookup('pipe', 'touch %1$s') }}",
            "x; touch %s",
            "$(touch %s)",
            "`touch %s`",
            "'; touch %s; '",
            "\"; touch %s; \"",
            "x\ntouch %s\n",
            "!!python/object/apply:os.system ['touch %s']",
            "!unsafe {{ lookup('pipe', 'touch %s') }}",
            "\n- hosts: all\n  tasks: [{command: touch %s}]\n",
            "]}\n  tasks:\n    - command: touch %s",
            "{\"__ansible_unsafe\": \"{{ lookup('pipe', 'touch %s') }}\"}",
            "{\"__ansible_vault\": \"{{ lookup('pipe', 'touch %s') }}\"}",
            "-oProxyCommand=touch %s",
            "~/../%s",
            "%s\0{{ lookup('pipe', 'touch %1$s') }}",
            "\u202e{{ lookup('pipe', 'touch %s') }}")
        .map(text -> text.formatted(marker));
  }

  /** Names that mean something to Ansible, or to the role. */
  private static final List<String> NAMES =
      List.of(
          "cmd",
          "ansible_connection",
          "ansible_ssh_common_args",
          "ansible_ssh_executable",
          "ansible_remote_tmp",
          "ansible_python_interpreter",
          "ansible_host",
          "ansible_become_exe",
          "__ansible_unsafe",
          "__ansible_vault",
          "promansible",
          "items",
          "keys");

  @Test
  void d12_no_text_of_an_alert_is_executed_whatever_a_role_does_with_it() {
    Map<String, String> labels = new LinkedHashMap<>();
    labels.put("alertname", "Hostile");
    labels.put("instance", "web1");
    List<String> values = texts(marker("value")).toList();
    IntStream.range(0, values.size()).forEach(i -> labels.put("v" + i, values.get(i)));
    NAMES.forEach(name -> labels.put(name, "touch " + marker("name-" + name)));
    ObjectNode alert = Alerts.alert("firing", labels, Alerts.START);
    List<String> annotations = texts(marker("annotation")).toList();
    IntStream.range(0, annotations.size())
        .forEach(i -> alert.withObjectProperty("annotations").put("a" + i, annotations.get(i)));
    alert.withObjectProperty("annotations").put("{{ lookup('pipe', 'true') }}", "as a name");
    alert.put("generatorURL", "javascript:{{ lookup('pipe', 'touch " + marker("url") + "') }}");
    JsonNode answer = call.accepted(Alerts.notification(alert));
    assertThat(answer.path("started").asInt()).as(answer.toString()).isEqualTo(1);
    JsonNode run = call.finishedRun("Hostile", "web1");
    assertThat(run.path("outcome").asText())
        .as(
            Caller.text(
                call.send("GET", "/api/v1/runs/" + run.path("id").asText() + "/log", new byte[0])))
        .isEqualTo("succeeded");
    assertThat(room.lines("touched")).containsExactly("web1");
    assertThat(folder.resolve("control")).as("what the role itself says is executed").exists();
    assertNothingExecuted();
  }

  @Test
  void d12_no_instance_means_another_host_than_one_of_exactly_this_name() {
    List<String> instances = new ArrayList<>(List.of("", " ", "   ", "\t"));
    instances.addAll(
        List.of("all", "*", "~.*", "~", "[", "]", "!web1", "all:!db1", "ungrouped", "@", "&db"));
    instances.addAll(
        List.of(
            "web2:web3",
            "web2,db1",
            "web2 db1",
            "web[1:3]",
            "web?",
            "w*2",
            "web",
            "db",
            "web:&db"));
    instances.addAll(
        List.of(
            "localhost",
            "127.0.0.1",
            "127.1",
            "::1",
            "[::1]",
            "[::1]:9100",
            "0.0.0.0",
            "localhost:9100"));
    instances.addAll(
        List.of("@/etc/passwd", "/etc/passwd", "../web2", "./web2", "file:///etc/passwd"));
    instances.addAll(List.of("-e", "--version", "-l", "--limit=all", "-i/etc/hosts", "--", "~("));
    instances.addAll(
        List.of(
            "web2\n- hosts: all",
            "web2\nweb3",
            "web2\rweb3",
            "web2\0web3",
            "w\u0435b2",
            "we\u200bb2",
            "web2\u202e"));
    instances.addAll(
        List.of(
            "web2;", "web2|", "web2 ", " web2", "web2/", "web2#", "web2@web3", "x".repeat(4000)));
    instances.addAll(
        List.of(
                "$(touch %s)",
                "`touch %s`",
                "web2;touch %s",
                "{{ lookup('pipe', 'touch %s') }}",
                "-oProxyCommand=touch %s;")
            .stream()
            .map(text -> text.formatted(marker("instance")))
            .toList());
    List<ObjectNode> alerts = new ArrayList<>();
    for (String instance : instances) {
      alerts.add(
          Alerts.alert(
              "firing",
              Map.of("alertname", "Hostile", "instance", instance, "case", "c" + alerts.size()),
              Alerts.later(Duration.ofMinutes(1))));
    }
    int before = room.lines("touched").size();
    JsonNode answer = call.accepted(Alerts.notification(alerts));
    assertThat(answer.path("started").asInt()).as(answer.toString()).isZero();
    assertThat(answer.path("accepted").asInt()).isEqualTo(alerts.size());
    assertThat(Set.copyOf(call.reasons("Hostile"))).isSubsetOf("unknown_host", "start");
    assertThat(room.lines("touched")).hasSize(before);
    assertNothingExecuted();
  }

  private List<String> roles() {
    return List.of(
        "../../evil",
        "../evil",
        folder.resolve("evil").toString(),
        "~/../" + folder.resolve("evil"),
        "$HOME/../.." + folder.resolve("evil"),
        "./absorb",
        "absorb/../../evil",
        "roles/absorb",
        "",
        ".",
        "..",
        "/etc",
        "~",
        "evil\n  tasks: [{command: touch " + marker("yaml") + "}]",
        "{{ lookup('pipe', 'touch " + marker("template") + "') }}",
        "absorb,../../evil",
        "-e",
        "no.such.collection");
  }

  private HttpResponse<byte[]> asked(String role) {
    ObjectNode asked = (ObjectNode) Room.json("{\"hosts\": \"web2\", \"vars\": {}}");
    asked.putArray("roles").add(role);
    return call.as(room.adminToken(), "POST", "/api/v1/runs", asked.toString());
  }

  @Test
  void d12_no_role_is_taken_from_outside_the_folders_of_roles() {
    String configuration = String.join("\n", room.lines("promansible.yml"));
    assertThat(asked("note").statusCode()).as("a role that there is").isEqualTo(202);
    for (String role : roles()) {
      HttpResponse<byte[]> answer = asked(role);
      assertThat(answer.statusCode()).as("%s: %s", role, Caller.text(answer)).isEqualTo(422);
      assertThat(Caller.text(answer)).contains("roles");
      room.write(
          "other.yml",
          configuration.replace("[absorb]", "[" + TextNode.valueOf(role) + "]") + "\n");
      assertThatThrownBy(() -> Configuration.read(room.file("other.yml"), Map.of()))
          .as(role)
          .isInstanceOf(InputFault.class)
          .hasMessageContaining("handlers[0].roles");
    }
    assertNothingExecuted();
  }
}
