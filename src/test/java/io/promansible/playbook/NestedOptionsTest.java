package io.promansible.playbook;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Options in options, and what they ask of each other. */
class NestedOptionsTest {
  private static final String SPEC =
      """
      options:
        tls:
          type: dict
          mutually_exclusive: [key, file]
          required_together: [[user, password]]
          required_one_of: [[key, file, none]]
          required_if:
            - [state, present, [path]]
            - [state, either, [path, days], true]
          required_by: {days: path}
          options:
            state: {type: str, choices: [present, absent, either]}
            path: {type: path, aliases: [dest]}
            days: {type: int}
            key: {type: str, no_log: true}
            file: {type: path}
            none: {type: bool}
            user: {type: str}
            password: {type: str}
            inner: {type: dict, options: {must: {type: int, required: true}}}
            many: {type: list, elements: dict, options: {port: {type: int}}}
      """;

  private static Argument tls() {
    JsonNode spec = RoleYaml.read("spec", SPEC);
    return new ArgumentSpec("role", Set.of(), new ArrayList<>(), new ArrayList<>())
        .read(spec)
        .getFirst();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{key: a} | ",
        "{key: a, file: b} | needs only one of key, file",
        "{state: absent} | needs at least one of key, file, none",
        "{key: a, user: me} | needs all of user, password or none of them",
        "{key: a, state: present} | needs path when state is present",
        "{key: a, state: present, path: /x} | ",
        "{key: a, state: present, dest: /x} | ",
        "{key: a, state: either} | needs at least one of path, days when state is either",
        "{key: a, days: 3} | needs path when days is given",
        "{key: a, days: soon, path: /x} | 'days' must be of type int; 'soon' is not",
        "{key: a, pth: /x} | has no option 'pth'; did you mean 'path'?",
        "{key: a, state: gone} | 'state' must be one of present, absent, either; 'gone' is not",
        "{key: a, inner: {}} | 'inner' needs the option 'must'",
        "{key: a, many: [{port: 1}, {port: x}]} | 'many' 'port' must be of type int; 'x' is not",
        "{key: a, state: '{{ x }}'} | "
      })
  void options_are_checked_as_ansible_does(String value, String complaint) {
    assertThat(tls().complaint(RoleYaml.read("value", value)).orElse(null)).isEqualTo(complaint);
  }

  @Test
  void a_secret_in_a_mapping_is_known_as_one() {
    assertThat(tls().all().filter(Argument::secret).map(Argument::name)).containsExactly("key");
  }
}
