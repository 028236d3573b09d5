package io.promansible.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.http.server.netty.NettyHttpRequest;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.promansible.access.AccessRole;
import io.promansible.access.Principal;
import io.promansible.alert.IntakeSettings;
import io.promansible.alert.Notification;
import io.promansible.alert.NotificationReader;
import io.promansible.decision.DecisionLog;
import io.promansible.door.AccessFilter;
import io.promansible.door.RequiresRole;
import io.promansible.fault.InputFault;
import io.promansible.guard.Decision;
import io.promansible.guard.Reason;
import io.promansible.guard.Verdict;
import io.promansible.handler.Handler;
import io.promansible.http.Parameters;
import io.promansible.http.RequestThreads;
import io.promansible.inventory.Host;
import io.promansible.report.Explanation;
import io.promansible.scope.VisibleHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** {@code /api/v1/alerts/explain}: what would happen, handler by handler, guard by guard. */
@Controller("/api/v1/alerts/explain")
@ExecuteOn(RequestThreads.EXPLAIN)
@RequiresRole(AccessRole.VIEWER)
final class ExplainController {
  /** The verdict of one guard. */
  record GuardView(String guard, boolean held, String detail) {
    static GuardView of(Verdict verdict) {
      return new GuardView(verdict.guard().text(), verdict.held(), verdict.detail());
    }
  }

  /**
   * What one handler would do.
   *
   * @param miss the first matcher that does not match; null when all do
   * @param parameters the parameters that its roles would get from the alert's labels
   */
  record HandlerView(
      String handler,
      boolean matches,
      @Nullable String miss,
      boolean starts,
      @Nullable String reason,
      @Nullable String detail,
      @Nullable String host,
      List<String> roles,
      Map<String, JsonNode> parameters,
      List<GuardView> guards,
      @Nullable String play) {
    static HandlerView of(Explanation.Answer answer, Explanation explanation) {
      Decision decision = answer.decision().orElse(null);
      return new HandlerView(
          answer.handler().name(),
          answer.miss().isEmpty(),
          answer.miss().map(Object::toString).orElse(null),
          decision instanceof Decision.Start,
          decision == null ? null : DecisionLog.reason(decision).text(),
          decision instanceof Decision.Skip skip ? skip.detail() : null,
          answer.decision().flatMap(ExplainController::host).map(Host::name).orElse(null),
          answer.handler().roles(),
          decision instanceof Decision.Start start ? start.parameters() : Map.of(),
          decision == null ? List.of() : decision.verdicts().stream().map(GuardView::of).toList(),
          play(answer.handler(), decision, explanation));
    }

    /** The play that would run; also for a handler that only lacks an approval or the mode. */
    private static @Nullable String play(
        Handler handler, @Nullable Decision decision, Explanation explanation) {
      return switch (decision) {
        case Decision.Start(var host, var parameters, var verdicts) ->
            explanation.play(handler, host);
        case Decision.Skip(var reason, var detail, var host, var verdicts)
            when reason == Reason.APPROVE || reason == Reason.OBSERVE ->
            host.map(h -> explanation.play(handler, h)).orElse(null);
        case null, default -> null;
      };
    }
  }

  record AlertView(Map<String, String> labels, List<HandlerView> handlers) {}

  private final Explanation explanation;
  private final Supplier<IntakeSettings> limits;
  private final VisibleHandlers visible;

  ExplainController(
      Explanation explanation, Supplier<IntakeSettings> limits, VisibleHandlers visible) {
    this.explanation = explanation;
    this.limits = limits;
    this.visible = visible;
  }

  @Post(consumes = MediaType.APPLICATION_JSON)
  Map<String, List<?>> explain(
      @Body byte[] body,
      @QueryValue(defaultValue = "default") String source,
      HttpRequest<?> request) {
    return answers(reader().read(source, body), Optional.empty(), request);
  }

  /**
   * A question about a trial configuration, or about past alerts.
   *
   * @param config the text of the trial configuration; the handlers in force when it is missing
   * @param notification a notification as Alertmanager sends it
   * @param replay a duration: replays the alerts since then
   */
  record Trial(@Nullable String config, @Nullable JsonNode notification, @Nullable String replay) {}

  /** Explains by a trial configuration, which is not put in force, or replays past alerts. */
  @Post(uri = "/trial", consumes = MediaType.APPLICATION_JSON)
  @RequiresRole(AccessRole.ADMIN)
  Map<String, ?> trial(@Body Trial trial, HttpRequest<?> request) {
    Optional<String> config = Optional.ofNullable(trial.config());
    if (trial.notification() != null) {
      byte[] body = trial.notification().toString().getBytes(StandardCharsets.UTF_8);
      return answers(reader().read("default", body), config, request);
    }
    Duration span = Parameters.duration("replay", trial.replay(), Duration.ofDays(30));
    return Map.of(
        "replay", explanation.replay(explanation.handlers(config), span),
        "inForce", explanation.replay(explanation.handlers(Optional.empty()), span));
  }

  private NotificationReader reader() {
    return NotificationReader.ofExplanations(limits.get());
  }

  /**
   * Whether to go on: stops when the caller is gone; throws when the explanation takes too long.
   */
  private BooleanSupplier wanted(HttpRequest<?> request) {
    long until = System.nanoTime() + limits.get().explainWithin().toNanos();
    return () -> {
      if (System.nanoTime() - until > 0) {
        throw new InputFault(
            "alerts",
            "explaining them takes longer than %d s (intake.explain_within); ask about fewer"
                .formatted(limits.get().explainWithin().toSeconds()));
      }
      return !(request instanceof NettyHttpRequest<?> netty)
          || netty.getChannelHandlerContext().channel().isActive();
    };
  }

  /**
   * Whether the caller may know what a handler would do; of one that does not match, that it is.
   */
  private boolean sees(HttpRequest<?> request, Explanation.Answer answer) {
    Principal caller = AccessFilter.principalOf(request).orElseThrow();
    Optional<Host> host = answer.decision().flatMap(ExplainController::host);
    String handler = answer.handler().name();
    return caller.everywhere(AccessRole.VIEWER)
        || (answer.miss().isPresent()
            ? visible.sees(caller, handler)
            : visible.sees(caller, handler, host.map(Host::name).stream().toList()));
  }

  private static Optional<Host> host(Decision decision) {
    return switch (decision) {
      case Decision.Start start -> Optional.of(start.host());
      case Decision.Skip skip -> skip.host();
    };
  }

  private Map<String, List<?>> answers(
      Notification notification, Optional<String> config, HttpRequest<?> request) {
    return Map.of(
        "alerts",
        explanation.explain(notification, explanation.handlers(config), wanted(request)).stream()
            .map(explained ->
                new AlertView(
                    explained.alert().labels().values(),
                    explained.answers().stream()
                        .filter(answer -> sees(request, answer))
                        .map(answer -> HandlerView.of(answer, explanation))
                        .toList()))
            .toList(),
        "quarantined",
        notification.quarantined().stream().map(Notification.Quarantined::fault).toList());
  }
}
