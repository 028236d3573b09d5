package io.promansible.guard;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.promansible.handler.Handler;
import io.promansible.handler.Parameter;
import io.promansible.inventory.Host;
import io.promansible.label.Labels;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the roles of a handler get from one alert, found out before anything runs: a play that stops
 * half-way because its second role lacks a parameter would leave a host half-mended.
 */
sealed interface AlertParameters {
  /** Nothing is missing; these come from labels, each of the type that the role declares. */
  record Values(Map<String, JsonNode> values) implements AlertParameters {}

  /** A parameter is missing or of the wrong kind. */
  record Missing(String why) implements AlertParameters {}

  /**
   * Collects what an alert gives. The handler's vars win over the label, the label over the
   * variables of the host.
   */
  static AlertParameters of(Handler handler, Labels labels, Host host) {
    Map<String, JsonNode> values = new LinkedHashMap<>();
    List<String> wanting = new ArrayList<>();
    for (Parameter parameter : handler.parameters()) {
      String name = parameter.argument().name();
      if (handler.vars().containsKey(name)) {
        continue;
      }
      String text = parameter.from().map(source -> labels.get(source.label())).orElse("");
      if (!text.isEmpty()) {
        Optional<String> complaint = complaint(parameter, text);
        if (complaint.isPresent()) {
          wanting.add(complaint.get());
        } else {
          values.put(name, parameter.argument().convert(text));
        }
      } else if (parameter.argument().required()
          && !parameter.argument().provided()
          && !host.vars().has(name)) {
        wanting.add(missing(parameter));
      }
    }
    return wanting.isEmpty() ? new Values(values) : new Missing(String.join("; ", wanting));
  }

  private static Optional<String> complaint(Parameter parameter, String text) {
    var source = parameter.from().orElseThrow();
    String where =
        "label '%s' gives %s of role %s"
            .formatted(source.label(), parameter.argument().name(), parameter.role());
    if (!source.takes(text)) {
      return Optional.of(
          "%s, and '%s' does not match its pattern %s".formatted(where, text, source.pattern()));
    }
    return parameter
        .argument()
        .complaintOfText(JsonNodeFactory.instance.textNode(text))
        .map(what -> where + ", which " + what);
  }

  private static String missing(Parameter parameter) {
    String name = parameter.argument().name();
    String elsewhere = "give it in the handler's vars or as a variable of the host";
    return parameter
        .from()
        .map(source ->
            "role %s needs %s from label '%s', which the alert does not have; %s"
                .formatted(parameter.role(), name, source.label(), elsewhere))
        .orElseGet(() -> "role %s needs %s; %s".formatted(parameter.role(), name, elsewhere));
  }
}
