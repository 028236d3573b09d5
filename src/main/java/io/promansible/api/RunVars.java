package io.promansible.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.promansible.inventory.LiveInventory;
import io.promansible.inventory.Mask;
import io.promansible.inventory.Secrets;
import io.promansible.playbook.Argument;
import io.promansible.playbook.RoleCatalog;
import io.promansible.run.Run;
import jakarta.inject.Singleton;

/** Masks the variables of runs for people. */
@Singleton
final class RunVars {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final RoleCatalog catalog;
  private final LiveInventory inventory;

  RunVars(RoleCatalog catalog, LiveInventory inventory) {
    this.catalog = catalog;
    this.inventory = inventory;
  }

  /** A run's variables; stars for those that its roles declare secret or that have secret names. */
  JsonNode vars(Run run) {
    try {
      JsonNode shown = Secrets.masked(JSON.readTree(run.vars()), inventory.secretNames());
      run.roleNames().stream()
          .flatMap(name -> catalog.find(run.kind(), name).stream())
          .flatMap(role -> role.arguments().stream())
          .filter(Argument::secret)
          .map(Argument::name)
          .filter(shown::has)
          .forEach(name -> ((ObjectNode) shown).put(name, Mask.STARS));
      return shown;
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("variables that we stored are not JSON", e);
    }
  }
}
