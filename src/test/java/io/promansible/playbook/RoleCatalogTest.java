package io.promansible.playbook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.promansible.fault.Finding;
import io.promansible.fault.InputFault;
import io.promansible.kit.Room;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.Yaml;

class RoleCatalogTest {
  @TempDir Path folder;

  private RoleCatalog catalog() {
    new Room(folder);
    return new RoleCatalog(folder.resolve("playbooks"));
  }

  @Test
  void a_folder_that_is_dropped_in_is_there() {
    RoleCatalog catalog = catalog();
    assertThat(catalog.has(Kind.ALERT, "fresh")).isFalse();
    new Room(folder).role("fresh", "[]");
    assertThat(catalog.has(Kind.ALERT, "fresh")).isTrue();
    assertThat(catalog.names(Kind.ALERT)).contains("fresh", "note");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".",
        "..",
        "../note",
        "note/../note",
        "/etc",
        "~/x",
        "$HOME/x",
        "./note",
        "a.b.c",
        "1note",
        "note ",
        "nöte"
      })
  void a_name_that_ansible_would_follow_elsewhere_is_no_role(String name) {
    assertThat(catalog().has(Kind.ALERT, name)).isFalse();
  }

  @Test
  void a_link_that_leads_out_is_no_role() throws IOException {
    RoleCatalog catalog = catalog();
    Path outside = Files.createDirectories(folder.resolve("outside/tasks")).getParent();
    Files.createSymbolicLink(folder.resolve("playbooks/alert/roles/leak"), outside);
    assertThat(catalog.has(Kind.ALERT, "leak")).isFalse();
    assertThat(catalog.names(Kind.ALERT)).doesNotContain("leak");
  }

  @Test
  void what_is_no_role_here_is_named_with_the_reason() throws IOException {
    RoleCatalog catalog = catalog();
    Path roles = folder.resolve("playbooks/alert/roles");
    Path outside = Files.createDirectories(folder.resolve("outside/tasks")).getParent();
    Files.createSymbolicLink(roles.resolve("leak"), outside);
    Files.createSymbolicLink(roles.resolve("gone"), folder.resolve("nowhere"));
    Files.createDirectories(roles.resolve("geerling guy"));
    Files.createDirectories(roles.resolve("my role"));
    Files.createDirectories(roles.resolve(".git"));
    Files.writeString(roles.resolve("README.md"), "");
    assertThat(catalog.ignored())
        .extracting(Finding::toString)
        .hasSize(4)
        .anyMatch(line -> line.contains("geerling guy: ") && line.contains("call it geerling_guy"))
        .anyMatch(line -> line.contains("my role: ") && line.contains("call it my_role"))
        .anyMatch(line -> line.contains("leak: ") && line.contains("leads out of the folder"))
        .anyMatch(line -> line.contains("gone: ") && line.contains("a link to nothing"));
    assertThat(catalog.whyNot("my_role"))
        .hasValueSatisfying(why -> assertThat(why).contains("my role"));
    assertThat(catalog.whyNot("note")).isEmpty();
  }

  @Test
  void names_of_galaxy_and_full_names_of_collections_are_roles_like_any_other() throws IOException {
    RoleCatalog catalog = catalog();
    for (String role :
        new String[] {
          "alert/roles/geerlingguy.ntp",
          "alert/roles/my-role",
          "collections/ansible_collections/acme/tools/roles/hello"
        }) {
      Path meta = Files.createDirectories(folder.resolve("playbooks/" + role + "/meta"));
      Files.writeString(
          meta.resolve("argument_specs.yml"), "argument_specs: {main: {options: {}}}");
    }
    assertThat(catalog.names(Kind.ALERT)).contains("geerlingguy.ntp", "my-role");
    assertThat(catalog.find(Kind.ALERT, "my-role").orElseThrow().owns("my_role_size")).isTrue();
    assertThat(catalog.find(Kind.ALERT, "acme.tools.hello"))
        .map(Role::name)
        .contains("acme.tools.hello");
    assertThat(catalog.find(Kind.ALERT, "acme.tools.nothing")).isEmpty();
    assertThat(catalog.find(Kind.ALERT, "acme.tools...hello")).isEmpty();
  }

  @Test
  void a_role_may_be_known_by_other_names() {
    RoleCatalog catalog = new RoleCatalog(Path.of("playbooks"));
    assertThat(catalog.find(Kind.ROUTINE, "check_EXSi_port"))
        .map(Role::name)
        .contains("check_ESXi_port");
    assertThat(catalog.find(Kind.ROUTINE, "check_dns_sinobot_biz"))
        .map(Role::name)
        .contains("check_dns");
    assertThat(catalog.find(Kind.ALERT, "check_EXSi_port")).isEmpty();
  }

  private PlayTemplate template(String text) throws IOException {
    catalog();
    Files.writeString(folder.resolve("playbooks/alert/alerthandler.yml"), text);
    return PlayTemplate.read(folder.resolve("playbooks"), Kind.ALERT);
  }

  @Test
  void the_template_keeps_ansibles_tags_and_the_keywords_of_its_roles() throws IOException {
    String rendered =
        template(
                """
                - hosts: '{{ myhost }}'
                  vars:
                    plain: !unsafe "{{ not a template }}"
                    sealed: !vault |
                      $ANSIBLE_VAULT;1.1;AES256
                      3131
                  roles: [{role: '{{ myrole }}', tags: [a]}, always]
                """)
            .render(Set.of("web1"), List.of("one", "two"), 0, false);
    assertThat(rendered)
        .contains("plain: !unsafe", "{{ not a template }}", "sealed: !vault", "$ANSIBLE_VAULT;1.1")
        .contains("role: one", "role: two", "- always");
    assertThat(rendered.split("tags:", -1)).hasSize(3);
  }

  @Test
  void a_template_without_a_place_for_roles_is_refused() {
    assertThatThrownBy(() -> template("- hosts: '{{ myhost }}'\n  roles: [fixed]\n"))
        .isInstanceOf(InputFault.class)
        .hasMessageContaining("no role would run");
  }

  @Test
  void the_shipped_role_describes_itself() {
    Role role =
        new RoleCatalog(Path.of("playbooks")).find(Kind.ALERT, "handle_service_down").orElseThrow();
    assertThat(role.faults()).isEmpty();
    assertThat(role.description()).isNotBlank();
    assertThat(role.readme()).startsWith("# handle_service_down");
    assertThat(role.arguments()).extracting(Argument::name).contains("handle_service_down_port");
    assertThat(role.arguments()).filteredOn(Argument::required).hasSize(2);
  }

  @Test
  void a_file_that_does_not_parse_is_a_fault_of_its_role_and_of_no_other() {
    new Room(folder).write("playbooks/alert/roles/note/meta/main.yml", "a: [");
    Role role = new RoleCatalog(folder.resolve("playbooks")).find(Kind.ALERT, "note").orElseThrow();
    assertThat(role.faults()).singleElement().asString().contains("note/meta/main.yml");
  }

  @Test
  void the_template_is_filled_in_as_a_tree() {
    catalog();
    String play =
        PlayTemplate.read(folder.resolve("playbooks"), Kind.ALERT)
            .render(new TreeSet<>(Set.of("web2", "web1")), List.of("note", "count"), 0, false);
    List<java.util.Map<String, Object>> plays = new Yaml().load(play);
    assertThat(plays)
        .singleElement()
        .satisfies(p -> {
          assertThat(p.get("hosts")).isEqualTo(List.of("web1", "web2"));
          assertThat(p.get("roles")).isEqualTo(List.of("note", "count"));
          assertThat(p.get("become")).isEqualTo(true);
        });
  }

  @Test
  void a_template_without_the_place_for_hosts_is_refused() {
    catalog();
    new Room(folder)
        .write("playbooks/alert/alerthandler.yml", "- hosts: all\n  roles: ['{{ myrole }}']\n");
    assertThatThrownBy(() -> PlayTemplate.read(folder.resolve("playbooks"), Kind.ALERT))
        .isInstanceOf(InputFault.class)
        .hasMessageContaining("{{ myhost }}");
  }
}
