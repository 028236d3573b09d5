package io.promansible.api;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Header;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.promansible.access.AccessRole;
import io.promansible.access.Principal;
import io.promansible.audit.AuditLog;
import io.promansible.config.Reload;
import io.promansible.door.AccessFilter;
import io.promansible.door.Public;
import io.promansible.door.RequiresRole;
import io.promansible.fault.Forbidden;
import io.promansible.fault.InputFault;
import io.promansible.health.Check;
import io.promansible.http.CheckMetrics;
import io.promansible.http.RequestThreads;
import io.prometheus.client.Collector.MetricFamilySamples;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.exporter.common.TextFormat;
import java.io.IOException;
import java.io.StringWriter;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code /-/ready}, {@code /-/reload} and {@code /metrics}, as Prometheus has them. */
@Controller
final class OperationsController {
  private static final Logger LOG = LoggerFactory.getLogger(OperationsController.class);

  /** One line of the answer of {@code /-/ready}. */
  record CheckView(String name, boolean ok, boolean fatal, @Nullable String detail) {}

  private final List<Check> checks;
  private final Reload reload;
  private final CollectorRegistry registry;
  private final AuditLog audit;

  OperationsController(
      List<Check> checks, Reload reload, CollectorRegistry registry, AuditLog audit) {
    // Always in the same order, and first what keeps the service from being ready.
    this.checks =
        checks.stream()
            .sorted(Comparator.comparing(Check::fatal).reversed().thenComparing(Check::name))
            .toList();
    this.reload = reload;
    this.registry = registry;
    this.audit = audit;
  }

  /**
   * Whether the process answers. It waits for no thread and asks nothing: a database that is away
   * must not let an orchestrator kill a process that is well.
   */
  @Get(value = "/-/healthy", produces = MediaType.TEXT_PLAIN)
  @Public
  String healthy() {
    return "Promansible is healthy.\n";
  }

  /** 503 when a fatal check fails, else 200; the body has all checks, in detail for viewers. */
  @Get("/-/ready")
  @ExecuteOn(RequestThreads.OPERATIONS)
  @Public(asksCaller = true)
  HttpResponse<?> ready(HttpRequest<?> request) {
    List<CheckView> views =
        checks.stream()
            .map(check -> look(check, AccessFilter.may(request, AccessRole.VIEWER)))
            .toList();
    boolean ready = views.stream().allMatch(view -> view.ok() || !view.fatal());
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("ready", ready);
    body.put("checks", views);
    if (!AccessFilter.may(request, AccessRole.VIEWER)) {
      body.put("hint", "with a token of the role viewer each check says what is wrong");
    }
    return HttpResponse.status(ready ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE).body(body);
  }

  private static CheckView look(Check check, boolean inFull) {
    Optional<String> trouble = check.now();
    return new CheckView(
        check.name(), trouble.isEmpty(), check.fatal(), inFull ? trouble.orElse(null) : null);
  }

  /**
   * Reads the configuration and the files that it names again.
   *
   * @param accept {@code shrink} also puts an inventory in force that lacks many hosts
   */
  @Post("/-/reload{?accept}")
  @ExecuteOn(RequestThreads.RELOAD)
  @Consumes(MediaType.ALL)
  @RequiresRole(AccessRole.ADMIN)
  Map<String, Object> reload(@Nullable @QueryValue String accept, Principal caller) {
    if (accept != null && !accept.equals("shrink")) {
      throw new InputFault("accept", "'" + accept + "' is not shrink");
    }
    LOG.info("reload asked by {}{}", caller.name(), accept == null ? "" : ", accept=" + accept);
    Optional<String> answer = reload.reload(accept != null);
    audit.record(caller.name(), "reload", "configuration", "", () -> true);
    return answer
        .<Map<String, Object>>map(why -> Map.of("reloaded", true, "inventory", why))
        .orElse(Map.of("reloaded", true));
  }

  @ExecuteOn(RequestThreads.OPERATIONS)
  @Get(value = "/metrics", produces = MediaType.ALL)
  @RequiresRole(AccessRole.VIEWER)
  HttpResponse<String> metrics(@Nullable @Header("Accept") String accept, Principal caller)
      throws IOException {
    if (!caller.everywhere(AccessRole.VIEWER)) {
      throw new Forbidden("metrics count what was done on all hosts; no grant reaches so far");
    }
    String type = TextFormat.chooseContentType(accept);
    StringWriter text = new StringWriter();
    // Writes all families at once: nothing may follow the end mark of OpenMetrics.
    List<MetricFamilySamples> families = Collections.list(registry.metricFamilySamples());
    families.addAll(CheckMetrics.of(checks));
    TextFormat.writeFormat(type, text, Collections.enumeration(families));
    return HttpResponse.ok(text.toString()).contentType(MediaType.of(type));
  }
}
