package io.promansible.archive;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.promansible.inventory.InventorySettings;
import io.promansible.inventory.Mask;
import io.promansible.inventory.Secrets;
import io.promansible.play.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The secrets that were handed to runs, as their folders have them. */
final class RunSecrets {
  private static final Logger LOG = LoggerFactory.getLogger(RunSecrets.class);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MASKS_MAX = 4;

  private final Supplier<InventorySettings> inventory;
  private final Map<Set<String>, Mask> masks =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Set<String>, Mask> eldest) {
          return size() > MASKS_MAX;
        }
      };

  RunSecrets(Supplier<InventorySettings> inventory) {
    this.inventory = inventory;
  }

  /**
   * The variables of a run that has ended, without secrets, which nobody needs any more.
   *
   * @param stored a JSON object
   */
  String without(RunFolder folder, String stored) {
    try {
      Set<String> declared = folder.secretNames();
      return Secrets.masked(JSON.readTree(stored), inventory.get().names().and(declared))
          .toString();
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("variables that we stored are not JSON", e);
    }
  }

  /** Masks a run's secrets. A whole inventory has many, so the last four masks are kept. */
  Mask mask(RunFolder folder) {
    Set<String> texts = new TreeSet<>();
    Secrets secrets = new Secrets(inventory.get().names());
    for (Path file : folder.ownVariables()) {
      try {
        JsonNode tree = JSON.readTree(Files.readAllBytes(file));
        JsonNode hosts = tree.path("all").path("hosts");
        // Of an inventory look at the variables only: a host may be called vault01.
        (hosts.isObject() ? hosts : JSON.createArrayNode().add(tree))
            .forEach(vars -> secrets.addNamed(vars, folder.secretNames()));
      } catch (IOException e) {
        LOG.debug("no {} to learn secrets from", file);
      }
    }
    texts.addAll(secrets.found());
    folder.sharedSecrets().ifPresent(file -> texts.addAll(shared(file)));
    synchronized (masks) {
      return masks.computeIfAbsent(texts, Mask::of);
    }
  }

  private static Set<String> shared(Path file) {
    try {
      Set<String> texts = new TreeSet<>();
      JSON.readTree(Files.readAllBytes(file)).forEach(text -> texts.add(text.asText()));
      return texts;
    } catch (IOException e) {
      LOG.debug("no {} to learn secrets from", file);
      return Set.of();
    }
  }
}
