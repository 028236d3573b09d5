package io.promansible.playbook;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * What nested options of an argument spec ask of each other. The names are Ansible's:
 * https://docs.ansible.com/ansible/latest/dev_guide/developing_program_flow_modules.html
 */
public sealed interface OptionRule {
  /** Whether a mapping of options breaks it. */
  boolean brokenBy(JsonNode options);

  /** The rule in words, as the end of a sentence. */
  String words();

  /** {@code mutually_exclusive}: at most one of these. */
  record MutuallyExclusive(List<String> names) implements OptionRule {
    @Override
    public boolean brokenBy(JsonNode options) {
      return names.stream().filter(options::hasNonNull).count() > 1;
    }

    @Override
    public String words() {
      return "only one of " + String.join(", ", names);
    }
  }

  /** {@code required_together}: all of these or none. */
  record RequiredTogether(List<String> names) implements OptionRule {
    @Override
    public boolean brokenBy(JsonNode options) {
      long given = names.stream().filter(options::hasNonNull).count();
      return given > 0 && given < names.size();
    }

    @Override
    public String words() {
      return "all of %s or none of them".formatted(String.join(", ", names));
    }
  }

  /** {@code required_one_of}: at least one of these. */
  record RequiredOneOf(List<String> names) implements OptionRule {
    @Override
    public boolean brokenBy(JsonNode options) {
      return names.stream().noneMatch(options::hasNonNull);
    }

    @Override
    public String words() {
      return "at least one of " + String.join(", ", names);
    }
  }

  /**
   * {@code required_if}: these are needed when an option has a value.
   *
   * @param any whether one of them is enough
   */
  record RequiredIf(String name, String value, List<String> needs, boolean any)
      implements OptionRule {
    @Override
    public boolean brokenBy(JsonNode options) {
      long given = needs.stream().filter(options::hasNonNull).count();
      return options.path(name).asText().equals(value) && (any ? given == 0 : given < needs.size());
    }

    @Override
    public String words() {
      return "%s%s when %s is %s"
          .formatted(any ? "at least one of " : "", String.join(", ", needs), name, value);
    }
  }

  /** {@code required_by}: these are needed when an option is given at all. */
  record RequiredBy(String name, List<String> needs) implements OptionRule {
    @Override
    public boolean brokenBy(JsonNode options) {
      return options.hasNonNull(name) && !needs.stream().allMatch(options::hasNonNull);
    }

    @Override
    public String words() {
      return "%s when %s is given".formatted(String.join(", ", needs), name);
    }
  }

  /** The rules that stand beside the options of a mapping. */
  static List<OptionRule> read(JsonNode option) {
    List<OptionRule> rules = new ArrayList<>();
    groups(option.path("mutually_exclusive"))
        .forEach(names -> rules.add(new MutuallyExclusive(names)));
    groups(option.path("required_together"))
        .forEach(names -> rules.add(new RequiredTogether(names)));
    groups(option.path("required_one_of")).forEach(names -> rules.add(new RequiredOneOf(names)));
    for (JsonNode one : option.path("required_if")) {
      rules.add(
          new RequiredIf(
              one.path(0).asText(),
              one.path(1).asText(),
              texts(one.path(2)),
              one.path(3).asBoolean(false)));
    }
    option
        .path("required_by")
        .properties()
        .forEach(one -> rules.add(new RequiredBy(one.getKey(), texts(one.getValue()))));
    return rules;
  }

  /** A list of lists; Ansible takes one list as well. */
  private static List<List<String>> groups(JsonNode lists) {
    if (lists.isEmpty()) {
      return List.of();
    }
    return lists.path(0).isArray()
        ? lists.valueStream().map(OptionRule::texts).toList()
        : List.of(texts(lists));
  }

  private static List<String> texts(JsonNode list) {
    return list.isTextual()
        ? List.of(list.asText())
        : list.valueStream().map(JsonNode::asText).toList();
  }
}
