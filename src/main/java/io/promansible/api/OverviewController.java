package io.promansible.api;

import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.promansible.access.AccessRole;
import io.promansible.access.Principal;
import io.promansible.door.RequiresRole;
import io.promansible.fault.Forbidden;
import io.promansible.http.RequestThreads;
import io.promansible.node.NodeRepository;
import io.promansible.node.Nodes;
import io.promansible.report.AlertTypes;
import io.promansible.report.Overview;
import io.promansible.report.OverviewRepository;
import java.util.List;
import java.util.Map;

/** What concerns everything: numbers of the day, nodes, and the names of alerts. */
@Controller("/api/v1")
@ExecuteOn(RequestThreads.REQUESTS)
@RequiresRole(AccessRole.VIEWER)
final class OverviewController {
  private final Overview overview;
  private final Nodes nodes;
  private final AlertTypes types;

  OverviewController(Overview overview, Nodes nodes, AlertTypes types) {
    this.overview = overview;
    this.nodes = nodes;
    this.types = types;
  }

  /** How much fires, runs and waits now, and how the last day went. */
  @Get("/overview")
  OverviewRepository.Numbers overview(Principal caller) {
    requireAll(caller);
    return overview.numbers();
  }

  /** The nodes that said within a day that they live. */
  @Get("/nodes")
  Map<String, List<NodeRepository.Seen>> nodes(Principal caller) {
    requireAll(caller);
    return Map.of("nodes", nodes.all());
  }

  /**
   * The names of alerts that are known, from Prometheus' rules, from what came in thirty days, and
   * from roles, each with its handlers and how often it fired and was fixed.
   */
  @Get("/alert-types")
  AlertTypes.All types(Principal caller) {
    requireAll(caller);
    return types.all();
  }

  private static void requireAll(Principal caller) {
    if (!caller.everywhere(AccessRole.VIEWER)) {
      throw new Forbidden("this counts what is on all hosts; no grant of yours reaches so far");
    }
  }
}
