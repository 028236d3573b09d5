package io.promansible.portal.hosts;

import io.promansible.access.Principal;
import io.promansible.alert.Episode;
import io.promansible.history.AlertFilter;
import io.promansible.history.AlertHistory;
import io.promansible.inventory.LiveInventory;
import io.promansible.inventory.Resolution;
import io.promansible.scope.VisibleAlerts;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The alerts that fire on each host by their label instance, whether a handler answers or not. */
@Singleton
final class FiringHosts {
  private static final int MOST = 1000;

  private final AlertHistory history;
  private final VisibleAlerts visible;
  private final LiveInventory inventory;

  FiringHosts(AlertHistory history, VisibleAlerts visible, LiveInventory inventory) {
    this.history = history;
    this.visible = visible;
    this.inventory = inventory;
  }

  /** By the name of the host; of alerts that fire, the newest thousand. */
  Map<String, List<Episode>> of(Principal caller) {
    LiveInventory.Current hosts = inventory.get();
    Map<String, List<Episode>> firing = new TreeMap<>();
    visible
        .of(caller, history.page(AlertFilter.FIRING, MOST))
        .forEach(alert -> {
          String instance = alert.labelSet().get("instance");
          if (!instance.isEmpty()
              && hosts.resolver().resolve(instance) instanceof Resolution.Found(var host)) {
            firing.computeIfAbsent(host.name(), name -> new ArrayList<>()).add(alert);
          }
        });
    return firing;
  }
}
