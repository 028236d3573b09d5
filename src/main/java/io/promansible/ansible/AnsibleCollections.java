package io.promansible.ansible;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.promansible.fault.WorldFault;
import io.promansible.process.Programs;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Which collections are installed. */
public final class AnsibleCollections {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration LIMIT = Duration.ofMinutes(1);
  private static final int OUTPUT_MAX = 4 << 20;

  private AnsibleCollections() {}

  /**
   * The names of the installed collections, by {@code ansible-galaxy collection list}.
   *
   * @throws WorldFault when ansible-galaxy does not tell them
   */
  public static Set<String> installed(AnsibleSettings settings) {
    List<String> command =
        List.of(settings.program("ansible-galaxy"), "collection", "list", "--format", "json");
    Programs.Result result = Programs.run(command, Map.of(), LIMIT, OUTPUT_MAX);
    // Without any folder of collections ansible-galaxy fails and prints no JSON.
    if (result.exit() != 0 && result.err().contains("None of the provided paths")) {
      return Set.of();
    }
    try {
      Set<String> names = new TreeSet<>();
      JSON.readTree(result.out())
          .forEach(folder -> folder.fieldNames().forEachRemaining(names::add));
      return names;
    } catch (JsonProcessingException e) {
      throw new WorldFault(
          "ansible-galaxy does not tell the collections: " + result.err().strip(), e);
    }
  }
}
