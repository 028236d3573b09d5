package io.promansible.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.promansible.fault.InputFault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SettingsFileTest {
  private static SettingsFile file(String text, Map<String, String> environment) {
    return SettingsFile.parse("f.yml", text, Path.of("/etc/pm"), environment);
  }

  private static SettingsFile file(String text) {
    return file(text, Map.of());
  }

  @Test
  void names_the_line_of_an_unknown_key_and_the_near_one() {
    SettingsFile file = file("runs:\n  forks: 5\n  concurent: 3\n");
    Section runs = file.root().section("runs");
    runs.count("forks", 1, 1, 10);
    runs.count("concurrent", 4, 1, 10);
    runs.end();
    assertThatThrownBy(file::end)
        .isInstanceOf(InputFault.class)
        .hasMessage("f.yml:3: unknown key 'runs.concurent'; did you mean 'concurrent'?");
  }

  @Test
  void finds_all_faults_at_once_from_top_to_bottom() {
    SettingsFile file = file("b: 5x\na: 900\nc: maybe\n");
    file.root().flag("c", false);
    file.root().count("a", 1, 1, 100);
    assertThat(file.root().duration("b", Duration.ofSeconds(1))).isEqualTo(Duration.ofSeconds(1));
    assertThatThrownBy(file::end)
        .isInstanceOfSatisfying(
            InputFault.class,
            fault ->
                assertThat(fault.findings())
                    .extracting("where")
                    .containsExactly("f.yml:1", "f.yml:2", "f.yml:3"));
  }

  @Test
  void yaml_that_does_not_parse_is_told_with_its_line() {
    assertThatThrownBy(() -> file("a: 1\nb: [1, 2\nc: 3\n"))
        .isInstanceOf(InputFault.class)
        .hasMessageStartingWith("f.yml:3: not YAML");
    assertThatThrownBy(() -> file("- a\n")).hasMessageContaining("mapping");
  }

  @Test
  void refuses_aliases_depth_duplicates_and_object_tags() {
    assertThatThrownBy(() -> file("a: &x [1]\nb: *x\n")).isInstanceOf(InputFault.class);
    assertThatThrownBy(() -> file("a: " + "[".repeat(500) + "]".repeat(500)))
        .isInstanceOf(InputFault.class);
    SettingsFile twice = file("a: 1\na: 2\n");
    twice.root().text("a", "");
    assertThatThrownBy(twice::end).hasMessageContaining("f.yml:2: 'a' is given twice");
    assertThatThrownBy(() -> file("v: {x: !!java.io.File /tmp/evil}\n"))
        .isInstanceOf(InputFault.class)
        .hasMessageContaining("java.io.File");
  }

  @Test
  void the_environment_overrides_a_scalar_and_is_named_in_faults() {
    SettingsFile file = file("runs: {forks: 5}\n", Map.of("PROMANSIBLE_RUNS_FORKS", "7"));
    assertThat(file.root().section("runs").count("forks", 1, 1, 10)).isEqualTo(7);
    SettingsFile bad = file("", Map.of("PROMANSIBLE_RUNS_FORKS", "many"));
    bad.root().section("runs").count("forks", 1, 1, 10);
    assertThatThrownBy(bad::end).hasMessageStartingWith("environment PROMANSIBLE_RUNS_FORKS:");
  }

  @Test
  void a_variable_that_matches_no_key_is_told() {
    SettingsFile file =
        file("", Map.of("PROMANSIBLE_RUNS_FORX", "7", "PROMANSIBLE_URL", "x", "HOME", "/"));
    file.root().section("runs").count("forks", 1, 1, 10);
    assertThat(file.unusedOverrides(Set.of("PROMANSIBLE_URL")))
        .containsExactly("PROMANSIBLE_RUNS_FORX");
  }

  @Test
  void a_value_keeps_what_its_author_wrote() {
    SettingsFile file = file("a: no\nb: 1:30\nc: 012\n");
    assertThat(
            List.of(
                file.root().text("a", ""), file.root().text("b", ""), file.root().text("c", "")))
        .containsExactly("no", "1:30", "012");
  }

  @Test
  void a_relative_path_starts_at_the_folder_of_the_file() {
    assertThat(file("data: ./data\n").root().path("data", "x")).isEqualTo(Path.of("/etc/pm/data"));
  }

  @Test
  void the_effective_configuration_shows_defaults() {
    SettingsFile file = file("runs: {forks: 5}\n");
    Section runs = file.root().section("runs");
    runs.count("forks", 1, 1, 10);
    runs.duration("timeout", Duration.ofMinutes(30));
    assertThat(file.effective()).contains("forks: 5").contains("timeout: 30m");
  }
}
