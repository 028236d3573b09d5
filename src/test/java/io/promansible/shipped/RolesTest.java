package io.promansible.shipped;

import static org.assertj.core.api.Assertions.assertThat;

import io.promansible.kit.Programs;
import io.promansible.playbook.Argument;
import io.promansible.playbook.ArgumentType;
import io.promansible.playbook.Role;
import io.promansible.playbook.RoleCatalog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What all shipped roles have in common. */
class RolesTest {
  static List<Role> roles() {
    return new RoleCatalog(Path.of("playbooks")).all();
  }

  private static List<Path> files(Role role, String folder) {
    try (Stream<Path> files = Files.walk(role.folder().resolve(folder))) {
      return files.filter(Files::isRegularFile).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void those_of_the_seed_are_there() {
    assertThat(roles())
        .extracting(Role::name)
        .contains(
            "collect_evidence",
            "handle_cpu_threshold_exceeded",
            "handle_DiskWillFillIn4Hours",
            "handle_HighErrorRate",
            "handle_net_device_down",
            "handle_server_down",
            "check_dns",
            "check_ESXi_port",
            "check_ftp_connect",
            "check_LAN_speed",
            "check_vpn_dns",
            "check_vpn_website_abroad_connect",
            "restart_l2tp_vpn",
            "restart_pptp_vpn",
            "ping",
            "gather_facts",
            "notify_sms",
            "swarm_join",
            "swarm_scale",
            "swarm_drain",
            "swarm_update",
            "swarm_status",
            "scale_out",
            "openstack_server",
            "load_balancer",
            "provision_environment");
  }

  @ParameterizedTest
  @MethodSource("roles")
  void nothing_is_wrong_with_its_files(Role role) {
    assertThat(role.faults()).isEmpty();
    assertThat(role.remarks()).isEmpty();
    assertThat(role.meta().risk()).isPresent();
    assertThat(role.meta().timeout()).isPresent();
    assertThat(role.meta().requires().ansible()).isNotEmpty();
    assertThat(role.arguments()).extracting(Argument::description).doesNotContain("");
    assertThat(role.arguments())
        .extracting(Argument::name)
        .allMatch(name -> name.startsWith(role.alias() + "_"));
  }

  @ParameterizedTest
  @MethodSource("roles")
  void its_readme_tells_its_parameters_as_they_are(Role role) {
    for (Argument argument : role.arguments()) {
      String row =
          role.readme()
              .lines()
              .filter(line -> line.startsWith("| `" + argument.name() + "` |"))
              .findFirst()
              .orElseThrow(() -> new AssertionError("no row for " + argument.name()));
      List<String> cells = List.of(row.split(" \\| "));
      assertThat(cells.get(1))
          .as(argument.name())
          .matches(
              argument.choices().isEmpty()
                  ? argument.type() == ArgumentType.LIST ? "list of \\w+" : argument.type().text()
                  : "one of `" + String.join("`, `", argument.choices()) + "`");
      String fallback =
          argument.fallback().isTextual() && !argument.fallback().asText().isEmpty()
              ? argument.fallback().asText()
              : argument.fallback().toString();
      assertThat(cells.get(2).replace("\\|", "|").replace(" ", ""))
          .as(argument.name())
          .isEqualTo(argument.required() ? "required" : ("`" + fallback + "`").replace(" ", ""));
    }
    assertThat(role.readme()).contains("**It never**", "Sudo", "heck mode");
  }

  /** Else an operator could have a secret of the inventory sent to an address of his own. */
  @ParameterizedTest
  @MethodSource("roles")
  void where_a_secret_goes_is_said_by_the_inventory_only(Role role) {
    Pattern where = Pattern.compile(".*_(url|endpoint|server|managers|socket|bmc)");
    if (role.arguments().stream().anyMatch(Argument::secret)) {
      assertThat(role.arguments())
          .extracting(Argument::name)
          .filteredOn(name -> where.matcher(name).matches())
          .isSubsetOf(role.meta().inventoryOnly());
    }
  }

  @ParameterizedTest
  @MethodSource("roles")
  void no_shell_ever_sees_a_value(Role role) throws IOException {
    for (Path file : files(role, "tasks")) {
      assertThat(file)
          .content()
          .doesNotContain(
              "ansible.builtin.shell", "ansible.builtin.raw", "cmd:", "ansible.builtin.script");
    }
  }

  @Test
  void ansible_lint_has_nothing_to_say_in_its_strictest_profile() throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of("ansible-lint", "--offline", "--nocolor", "--profile", "production"));
    for (Role role : roles()) {
      command.add(Path.of("").toAbsolutePath().relativize(role.folder()).toString());
      // Files that are included by a name made at run time are only found when they are named.
      files(role, "tasks")
          .forEach(file -> command.add(Path.of("").toAbsolutePath().relativize(file).toString()));
      for (Path file : files(role, "")) {
        assertThat(file).content().doesNotContainIgnoringCase("noqa");
      }
    }
    Programs.Result lint = Programs.attempt(command, java.util.Map.of());
    assertThat(lint.exit()).as(lint.output()).isZero();
    assertThat(lint.output())
        .contains("Passed with production profile: 0 failure(s), 0 warning(s)");
    assertThat(Path.of(".ansible-lint")).doesNotExist();
  }
}
