package io.promansible.alertmanager;

import com.fasterxml.jackson.databind.JsonNode;
import io.promansible.label.Labels;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Stands in for Alertmanager in the simulation: it has what the simulated world says. */
public final class StandInAlertmanager extends AlertmanagerClient {
  /** The Alertmanager of the simulated world. */
  public interface World {
    /** Its alerts, as its API gives them; empty when it does not answer. */
    Optional<Map<Labels, JsonNode>> alerts();

    /** When it started. */
    Instant startedAt();
  }

  private final World world;

  /** What a node sees of the world's Alertmanager. */
  public StandInAlertmanager(Supplier<AlertmanagerSettings> settings, World world) {
    super(settings);
    this.world = world;
  }

  @Override
  public Optional<AlertmanagerState> ask(String alertname) {
    return askAll();
  }

  @Override
  public Optional<AlertmanagerState> askAll() {
    return world
        .alerts()
        .map(alerts ->
            new AlertmanagerState(
                alerts,
                Map.of("s1", "somebody"),
                Map.of(),
                AlertmanagerRules.NONE,
                Map.of(),
                world.startedAt(),
                true));
  }
}
