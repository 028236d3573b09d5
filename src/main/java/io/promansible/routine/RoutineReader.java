package io.promansible.routine;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.promansible.handler.RoleCheck;
import io.promansible.run.RunSettings;
import io.promansible.settings.SettingsFile;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.function.Supplier;

/** Reads routines of the API by the same rules as those of the file. */
@Singleton
public final class RoutineReader {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final RoleCheck roles;
  private final Supplier<RunSettings> settings;

  RoutineReader(RoleCheck roles, Supplier<RunSettings> settings) {
    this.roles = roles;
    this.settings = settings;
  }

  /**
   * Reads one routine.
   *
   * @param spec JSON with the keys of the file
   * @throws io.promansible.fault.InputFault with all that is wrong with it
   */
  Routine read(String name, String spec) {
    try {
      ObjectNode whole = JsonNodeFactory.instance.objectNode();
      ObjectNode one = whole.putArray("routines").addObject().put("name", name);
      one.setAll((ObjectNode) JSON.readTree(spec));
      one.put("name", name);
      SettingsFile file = SettingsFile.parse("body", whole.toString(), null, Map.of());
      Routines read =
          Routines.read(file.root().sections("routines"), roles, settings.get().timeout());
      file.end();
      return read.all().getFirst();
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("what we stored as JSON is not", e);
    }
  }
}
