package io.promansible.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.promansible.access.AccessRole;
import io.promansible.access.Principal;
import io.promansible.catalog.HandlerCatalog;
import io.promansible.catalog.HandlerCatalog.Entry;
import io.promansible.catalog.StoredMode;
import io.promansible.door.RequiresRole;
import io.promansible.handler.EscalationStep;
import io.promansible.handler.Handler;
import io.promansible.handler.Parameter;
import io.promansible.http.Parameters;
import io.promansible.http.RequestThreads;
import io.promansible.label.Matcher;
import io.promansible.permit.Permit;
import io.promansible.permit.Permits;
import io.promansible.report.HandlerRecord;
import io.promansible.report.HandlerRecords;
import io.promansible.scope.VisibleHandlers;
import io.promansible.settings.Durations;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** {@code /api/v1/handlers}: which alerts start which roles. */
@Controller("/api/v1/handlers")
@ExecuteOn(RequestThreads.REQUESTS)
@RequiresRole(AccessRole.VIEWER)
final class HandlersController {
  /**
   * A handler as the API shows it.
   *
   * @param origin file, which the API cannot change, or api
   * @param switched who switched its mode, to what and why; null when it has its own
   * @param labels the parameters of its roles that come from labels, each with its label
   * @param record null for who may not see what it did on all hosts
   */
  record HandlerView(
      String name,
      String origin,
      List<String> matchers,
      String target,
      List<String> roles,
      @Nullable String mode,
      @JsonProperty("class") @Nullable String risk,
      Map<String, String> labels,
      boolean check,
      String timeout,
      Map<String, String> verify,
      List<StepView> escalate,
      @Nullable StoredMode switched,
      @Nullable RecordView record) {
    static HandlerView of(Entry entry, Handler handler, @Nullable HandlerRecord record) {
      return new HandlerView(
          handler.name(),
          String.valueOf(Parameters.shown(entry.origin())),
          handler.matchers().all().stream().map(Matcher::toString).toList(),
          handler.target(),
          handler.roles(),
          Parameters.shown(handler.mode()),
          Parameters.shown(handler.risk()),
          labels(handler),
          handler.check(),
          Durations.format(handler.timeout()),
          Map.of(
              "within", Durations.format(handler.verify().within()),
              "hold", Durations.format(handler.verify().hold())),
          handler.escalate().stream().map(StepView::of).toList(),
          entry.switched().orElse(null),
          record == null ? null : RecordView.of(record));
    }

    private static Map<String, String> labels(Handler handler) {
      Map<String, String> labels = new TreeMap<>();
      for (Parameter parameter : handler.parameters()) {
        parameter
            .from()
            .ifPresent(source -> labels.put(parameter.argument().name(), source.label()));
      }
      return labels;
    }
  }

  /** One step of the escalation. */
  record StepView(
      List<String> roles, @Nullable String mode, @JsonProperty("class") @Nullable String risk) {
    static StepView of(EscalationStep escalationStep) {
      return new StepView(
          escalationStep.roles(),
          Parameters.shown(escalationStep.mode()),
          Parameters.shown(escalationStep.risk()));
    }
  }

  /**
   * How the handler has done lately.
   *
   * @param fixedShare the share of fixed among all outcomes; null without outcomes
   * @param breaker why the breaker holds the handler back now; null when it does not
   */
  record RecordView(
      Instant since,
      int wouldHaveRun,
      int runs,
      int fixed,
      int notFixed,
      int unknown,
      int waiting,
      @Nullable Double fixedShare,
      @Nullable Double medianSecondsToFix,
      @Nullable String breaker) {
    static RecordView of(HandlerRecord record) {
      return new RecordView(
          record.since(),
          record.wouldHaveRun(),
          record.runs(),
          record.fixed(),
          record.notFixed(),
          record.unknown(),
          record.waiting(),
          record.fixedShare().orElse(null),
          record.medianToFix().map(time -> time.toMillis() / 1000.0).orElse(null),
          record.breaker().orElse(null));
    }
  }

  private final HandlerCatalog handlers;
  private final HandlerRecords records;
  private final Permits permits;
  private final VisibleHandlers visible;

  HandlersController(
      HandlerCatalog handlers, HandlerRecords records, Permits permits, VisibleHandlers visible) {
    this.handlers = handlers;
    this.records = records;
    this.permits = permits;
    this.visible = visible;
  }

  @Get
  Map<String, List<HandlerView>> list(Principal caller) {
    Map<String, HandlerRecord> of = records.all();
    List<HandlerView> views = new ArrayList<>();
    for (Entry entry : handlers.all().values()) {
      entry
          .handler()
          .filter(handler -> of.containsKey(handler.name()))
          .filter(handler -> visible.sees(caller, handler.name()))
          .ifPresent(handler ->
              views.add(
                  HandlerView.of(
                      entry,
                      handler,
                      // It counts what was done on all hosts.
                      visible.seesAllOf(caller, handler.name()) ? of.get(handler.name()) : null)));
    }
    return Map.of("handlers", views);
  }

  /**
   * What a person allows beyond the limits.
   *
   * @param time how long it holds; by default an hour
   */
  record Allowance(
      @Nullable Integer hosts,
      @JsonProperty("for") @Nullable String time,
      @Nullable String reason) {}

  /** Lets a handler act upon so many hosts beyond its limits; held alerts are decided anew. */
  @Post("/{name}/allow")
  @RequiresRole(AccessRole.OPERATOR)
  Permit allow(String name, @Body Allowance wish, Principal caller) {
    visible.requireOperable(caller, name);
    return permits.hosts(
        name,
        wish.hosts() == null ? 0 : wish.hosts(),
        Parameters.duration("for", wish.time(), Duration.ofHours(1)),
        caller.name(),
        wish.reason() == null ? "" : wish.reason());
  }

  /** Closes the breaker of a handler. */
  @Post("/{name}/close-breaker")
  @RequiresRole(AccessRole.OPERATOR)
  Permit closeBreaker(String name, @Nullable @Body Allowance wish, Principal caller) {
    visible.requireOperable(caller, name);
    return permits.breaker(
        name, caller.name(), wish == null || wish.reason() == null ? "" : wish.reason());
  }
}
