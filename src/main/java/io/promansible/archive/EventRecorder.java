package io.promansible.archive;

import com.fasterxml.jackson.databind.JsonNode;
import io.promansible.inventory.Mask;
import io.promansible.play.PlayEvent;
import io.promansible.run.RunPartsRepository;
import io.promansible.run.RunTables;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.UUID;

/** Stores what happens in a play while it runs. */
@Singleton
public final class EventRecorder {
  private final RunTables tables;

  EventRecorder(RunTables tables) {
    this.tables = tables;
  }

  /** Stores events that came since the last look, with the secrets of the run masked. */
  public void store(UUID id, List<PlayEvent> events, Mask mask) {
    if (events.isEmpty()) {
      return;
    }
    RunPartsRepository parts = tables.parts();
    tables
        .transactions()
        .executeWrite(status -> {
          for (PlayEvent event : events) {
            String host = event.host().isEmpty() ? null : event.host();
            JsonNode masked = mask.tree(event.json());
            parts.insertEvent(id, event.seq(), event.kind(), host, masked.toString());
            if (host != null && event.kind().equals("results")) {
              parts.results(id, host, masked.path("results").toString());
            }
          }
          return null;
        });
  }
}
