package io.promansible.portal.runs;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.promansible.inventory.Mask;
import io.promansible.run.Run;
import java.util.Map;
import java.util.stream.Collectors;

/** How to ask for a run once more, from a shell. */
final class RunCommands {
  private static final ObjectMapper JSON = new ObjectMapper();

  private RunCommands() {}

  static String shell(Run run, String hosts, Map<String, String> vars) {
    return "bin/promansible run "
        + String.join(" ", run.roleNames())
        + " --hosts "
        + quoted(hosts)
        + vars.entrySet().stream()
            .filter(one -> !one.getValue().contains(Mask.STARS))
            .map(one -> " -e " + quoted(one.getKey() + "=" + one.getValue()))
            .collect(Collectors.joining())
        + (run.checkMode() ? " --check" : "")
        + " --follow";
  }

  static String curl(Run run, String hosts, Map<String, String> vars) {
    ObjectNode body = JSON.createObjectNode();
    run.roleNames().forEach(body.putArray("roles")::add);
    body.put("hosts", hosts);
    if (!vars.isEmpty()) {
      ObjectNode given = body.putObject("vars");
      vars.forEach((name, value) -> {
        if (!value.contains(Mask.STARS)) {
          given.put(name, value);
        }
      });
    }
    body.put("check", run.checkMode());
    return "curl -H \"Authorization: Bearer $TOKEN\" -H 'Content-Type: application/json'"
        + " -d "
        + quoted(body.toString())
        + " \"$PROMANSIBLE/api/v1/runs\"";
  }

  /** A text as one word of a shell (POSIX, 2.2.2). */
  private static String quoted(String text) {
    return text.matches("[\\w@%+=:,./-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
  }
}
