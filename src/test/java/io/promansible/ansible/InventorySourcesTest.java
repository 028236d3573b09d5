package io.promansible.ansible;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.promansible.fault.WorldFault;
import io.promansible.inventory.Host;
import io.promansible.inventory.HostResolver;
import io.promansible.inventory.Inventory;
import io.promansible.inventory.InventoryReading;
import io.promansible.inventory.InventorySettings;
import io.promansible.inventory.LiveInventory;
import io.promansible.inventory.Mask;
import io.promansible.inventory.Resolution;
import io.promansible.inventory.SecretNames;
import io.promansible.inventory.Secrets;
import io.promansible.inventory.ServedInventory;
import io.promansible.process.Programs;
import io.prometheus.client.CollectorRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What real sources bring beside plain hosts: templates, marks, vaults, warnings, the environment.
 */
class InventorySourcesTest {
  @TempDir Path folder;

  private Path write(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  private Path script(String name, String text) throws IOException {
    Path script = write(name, "#!/bin/sh\n" + text);
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    return script;
  }

  private InventoryReading read(AnsibleSettings settings, Path source) {
    return new AnsibleInventory(() -> settings, folder.resolve("playbooks"), folder.resolve("warm"))
        .read(List.of(source.toString()));
  }

  private static AnsibleSettings with(List<String> passed, List<Path> passwords) {
    return new AnsibleSettings(
        Optional.empty(),
        Duration.ofMinutes(1),
        false,
        9,
        AnsibleSettings.Accelerate.AUTO,
        10,
        Duration.ofHours(1),
        AnsibleSettings.Knows.WHOLE,
        passed,
        passwords,
        Optional.empty());
  }

  private static String vault(Path password, String... arguments) {
    List<String> command = new ArrayList<>(List.of("ansible-vault", arguments[0]));
    command.addAll(List.of("--vault-password-file", password.toString()));
    command.addAll(List.of(arguments).subList(1, arguments.length));
    return Programs.run(command, Map.of(), Duration.ofSeconds(30), 1 << 16).out();
  }

  @Test
  void templates_and_marked_texts_are_what_ansible_makes_of_them() throws IOException {
    Path hosts =
        write(
            "hosts.yml",
            """
            all:
              vars: {zone: example.com}
              hosts:
                web1: {ansible_host: !unsafe 192.0.2.41}
                web2:
                  ansible_host: "{{ inventory_hostname }}.{{ zone }}"
                  promansible_aliases: ["{{ inventory_hostname | upper }}", plain]
                web3: {ansible_host: "{{ nowhere }}"}
                web4: {ansible_host: "{{ hostvars['web1'].ansible_host }}0"}
            """);
    Inventory inventory = Inventory.of(read(AnsibleSettings.DEFAULTS, hosts), Instant.EPOCH);
    assertThat(inventory.hosts())
        .extracting(Host::address)
        .containsExactly("192.0.2.41", "web2.example.com", "web3", "192.0.2.410");
    assertThat(inventory.host("web2").orElseThrow().aliases()).containsExactly("WEB2", "plain");
    assertThat(inventory.unresolved()).containsOnlyKeys("web3");
    HostResolver resolver = new HostResolver(inventory);
    assertThat(resolver.resolve("192.0.2.41:9100")).isInstanceOf(Resolution.Found.class);
    assertThat(resolver.resolve("web2.example.com:9100")).isInstanceOf(Resolution.Found.class);
    // A template is no address: neither of an alert nor for Prometheus.
    assertThat(
            new ServedInventory(inventory, SecretNames.USUAL)
                .targets(Optional.empty(), 9100, host -> true))
        .extracting(target -> target.path("targets").get(0).asText())
        .containsExactly(
            "192.0.2.41:9100", "web2.example.com:9100", "web3:9100", "192.0.2.410:9100");
  }

  @Test
  void what_came_out_of_a_vault_is_secret_whatever_it_is_called() throws IOException {
    Path password = write("vault.pw", "opensesame\n");
    Path hosts =
        write(
            "inventory/hosts.yml",
            "all: {children: {web: {hosts: {web1: {}}}, db: {hosts: {db1: {}}}}}\n");
    Path file =
        write(
            "inventory/group_vars/web.yml",
            "snmp: pub-canary1\ndeep: {inner: canary-2}\nport: 161\n");
    vault(password, "encrypt", file.toString());
    String inline =
        vault(password, "encrypt_string", "canary-3!")
            .lines()
            .skip(1)
            .map(String::strip)
            .collect(Collectors.joining("\n"));
    write(
        "inventory/group_vars/db.yml", "greeting: !vault |\n" + inline.indent(2) + "plain: open\n");
    InventoryReading reading = read(with(List.of(), List.of(password)), hosts);
    Inventory inventory = Inventory.of(reading, Instant.EPOCH);
    String shown =
        new String(
            new ServedInventory(inventory, SecretNames.USUAL).list(), StandardCharsets.UTF_8);
    assertThat(shown).doesNotContain("canary").contains("open");
    Mask mask = Mask.of(Secrets.of(inventory, SecretNames.USUAL).found());
    assertThat(mask.text("says pub-canary1, canary-2 and canary-3! but not 161"))
        .isEqualTo("says ********, ******** and ******** but not 161");
    // What stood encrypted within a file is not written down in clear.
    assertThat(reading.tree().toString()).doesNotContain("canary-3!");
  }

  @Test
  void a_vaulted_value_that_no_password_opens_is_named_when_the_inventory_is_read()
      throws IOException {
    Path password = write("vault.pw", "opensesame\n");
    Path hosts = write("inventory/hosts.yml", "all: {hosts: {web1: {}, web2: {}}}\n");
    write(
        "inventory/group_vars/all.yml",
        vault(password, "encrypt_string", "--name", "api_key", "canary-4"));
    InventoryReading locked = read(AnsibleSettings.DEFAULTS, hosts);
    assertThat(locked.warnings()).contains("no vault password opens api_key");
    assertThat(Inventory.of(locked, Instant.EPOCH).hosts()).hasSize(2);
    assertThat(read(with(List.of(), List.of(password)), hosts).warnings()).isEmpty();
  }

  @Test
  void the_configuration_of_plays_holds_for_the_inventory_too() throws IOException {
    Path password = write("playbooks/vault.pw", "opensesame\n");
    write("playbooks/ansible.cfg", "[defaults]\nvault_password_file = vault.pw\n");
    Path hosts = write("inventory/hosts.yml", "all: {hosts: {web1: {}}}\n");
    Path file = write("inventory/group_vars/all.yml", "x: from-vault\n");
    vault(password, "encrypt", file.toString());
    assertThat(read(AnsibleSettings.DEFAULTS, hosts).list().toString()).contains("from-vault");
  }

  @Test
  void variables_that_are_let_through_and_no_others_reach_a_source() throws IOException {
    Map<String, String> ours =
        Map.of(
            "INV_TOKEN", "t",
            "AWS_REGION", "r",
            "AWS", "no",
            "PROMANSIBLE_LISTEN", "no",
            "ANSIBLE_VAULT_PASSWORD_FILE", "v",
            "SECRET", "no");
    assertThat(with(List.of("INV_TOKEN", "AWS_*"), List.of()).environment(ours))
        .containsOnlyKeys("INV_TOKEN", "AWS_REGION", "ANSIBLE_VAULT_PASSWORD_FILE");
    Path source =
        script(
            "env.sh",
            "echo '{\"web\": {\"hosts\": [\"h\"]}, \"_meta\": {\"hostvars\": {\"h\": {\"shell\": \"'$SHELL_OF_NOBODY'\"}}}}'\n");
    assertThat(read(AnsibleSettings.DEFAULTS, source).list().at("/_meta/hostvars/h/shell").asText())
        .isEmpty();
  }

  @Test
  void what_a_source_says_is_told_when_it_fails_and_when_it_only_warns() throws IOException {
    Path fails = script("fails.sh", "echo 'the token has expired' >&2; exit 3\n");
    assertThatThrownBy(() -> read(AnsibleSettings.DEFAULTS, fails))
        .isInstanceOf(WorldFault.class)
        .hasMessageContaining("the token has expired");
    Path warns = script("warns.sh", "echo '{\"no good\": {\"hosts\": [\"h\"]}}'\n");
    assertThat(read(AnsibleSettings.DEFAULTS, warns).warnings()).contains("WARNING");
  }

  private static InventoryReading hosts(int from, int to) {
    var list = JsonNodeFactory.instance.objectNode();
    var hosts = list.putObject("web").putArray("hosts");
    for (int i = from; i < to; i++) {
      hosts.add("h" + i);
    }
    return new InventoryReading(
        JsonNodeFactory.instance.objectNode().set("list", list), Set.of(), "the token is old");
  }

  @ParameterizedTest(name = "{0} of {1} hosts are left: {2}")
  @CsvSource({
    "0,1,false",
    "0,10,false",
    "8,10,true",
    "7,10,false",
    "2,4,true",
    "1,4,false",
    "801,1000,true",
    "799,1000,false",
    "1000,10,true"
  })
  void an_inventory_that_lost_many_hosts_is_not_put_in_force_by_itself(
      int left, int had, boolean taken) {
    AtomicReference<InventoryReading> source = new AtomicReference<>(hosts(0, had));
    AtomicReference<InventorySettings> settings = new AtomicReference<>(InventorySettings.DEFAULTS);
    LiveInventory live =
        new LiveInventory(
            settings::get,
            sources -> source.get(),
            folder,
            Clock.systemUTC(),
            new CollectorRegistry());
    assertThat(live.refresh()).isTrue();
    source.set(hosts(0, left));
    assertThat(live.refresh()).isEqualTo(taken);
    assertThat(live.get().inventory().hosts()).hasSize(taken ? left : had);
    if (!taken) {
      assertThat(live.trouble())
          .hasValueSatisfying(
              why -> assertThat(why).contains("accept=shrink", "the token is old", "h" + left));
      // A restart knows the good one, and a person may say that it is right.
      LiveInventory next =
          new LiveInventory(
              settings::get,
              sources -> source.get(),
              folder,
              Clock.systemUTC(),
              new CollectorRegistry());
      next.recall();
      assertThat(next.refresh()).isFalse();
      assertThat(next.get().inventory().hosts()).hasSize(had);
      assertThat(next.refresh(true)).isTrue();
      assertThat(next.get().inventory().hosts()).hasSize(left);
      assertThat(next.trouble()).isEmpty();
    }
  }

  @Test
  void files_of_the_inventory_are_for_this_user_only() throws IOException {
    Path data = Files.createDirectory(folder.resolve("data"));
    LiveInventory live =
        new LiveInventory(
            () -> InventorySettings.DEFAULTS,
            sources -> hosts(0, 3),
            data,
            Clock.systemUTC(),
            new CollectorRegistry());
    live.refresh();
    try (Stream<Path> files = Files.walk(data)) {
      assertThat(files.filter(f -> !f.equals(data)))
          .hasSizeGreaterThan(3)
          .allSatisfy(file ->
              assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                  .endsWith("------"));
    }
  }
}
