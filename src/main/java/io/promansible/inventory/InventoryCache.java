package io.promansible.inventory;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.promansible.disk.PrivateFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the last good inventory in the data folder for the next start. */
record InventoryCache(Path file) {
  private static final Logger LOG = LoggerFactory.getLogger(InventoryCache.class);
  private static final ObjectMapper JSON = new ObjectMapper();

  /** The reading that was kept, and when it was read. */
  record Kept(JsonNode reading, Instant importedAt) {}

  /** The kept reading of these sources; empty when it is of other sources. */
  Optional<Kept> of(List<String> sources) throws IOException {
    JsonNode kept = JSON.readTree(Files.readAllBytes(file));
    if (!kept.path("sources").equals(JSON.valueToTree(sources))) {
      return Optional.empty();
    }
    try {
      Instant at = Instant.parse(kept.path("importedAt").asText());
      return Optional.of(new Kept(kept.path("reading"), at));
    } catch (DateTimeException e) {
      throw new IOException("no time of import in " + file, e);
    }
  }

  /** Keeps a reading; if that fails, the next start reads the sources first. */
  void keep(List<String> sources, InventoryReading reading, Instant at) {
    try {
      var kept = JSON.createObjectNode();
      kept.set("sources", JSON.valueToTree(sources));
      kept.put("importedAt", at.toString());
      kept.set("reading", reading.tree());
      PrivateFiles.write(file, JSON.writeValueAsBytes(kept));
    } catch (IOException e) {
      LOG.warn(
          "cannot keep the inventory in {} ({}); a restart will read the sources first",
          file,
          e.toString());
    }
  }
}
