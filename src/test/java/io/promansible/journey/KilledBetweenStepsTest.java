package io.promansible.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.promansible.kit.Alerts;
import io.promansible.kit.Caller;
import io.promansible.kit.Debugger;
import io.promansible.kit.Room;
import io.promansible.kit.ServiceProcess;
import io.promansible.kit.Waiting;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The service is killed between every two steps of an alert's way. */
class KilledBetweenStepsTest {
  /** In the order in which an alert goes through them. */
  private static final List<String> STEPS =
      List.of(
          // before anything is stored
          "intake.AlertTriage receive",
          // in the transaction: before the run, before its executions and hosts, before the rest
          "run.RunRequest queued",
          "run.RunPartsRepository$Intercepted insertHost",
          "decision.NewRows flush",
          // committed and on disk, not answered
          "intake.Intake answer",
          // the queue
          "queue.RunQueue wake",
          "runner.Runner inHand",
          "runner.RunClaims claim",
          // running, and nothing started
          "launch.RunLaunch start",
          "play.RunFolder noteSecretNames",
          // forked, its pid may not be written
          "play.PlayProcess awaitStart",
          // forked, nobody watches it
          "runner.RunMetrics started",
          "runner.RunWatch toTheEnd",
          // ended, its result not stored, in the transaction, stored but not cleared
          "runner.RunRecorder ended",
          "archive.RunFiles keep",
          "runner.RunRecorder clear",
          "archive.RunFiles clear");

  private static final String HOUSE = "io.promansible.";

  private static final boolean LONG = Boolean.getBoolean("promansible.long");

  /** All of them five times by bin/test --long; else every sixth one, once. */
  private static List<String> steps() {
    List<String> steps = new ArrayList<>();
    for (int n = 0; n < (LONG ? 5 * STEPS.size() : STEPS.size()); n += LONG ? 1 : 6) {
      steps.add(STEPS.get(n % STEPS.size()));
    }
    return steps;
  }

  /** So that a step that was renamed is known at once, and not after a wait. */
  @Test
  void every_step_is_a_method_of_ours() {
    assertThat(STEPS)
        .allSatisfy(step -> {
          String[] parts = step.split(" ", -1);
          assertThat(Class.forName(HOUSE + parts[0]).getDeclaredMethods())
              .extracting(Method::getName)
              .contains(parts[1]);
        });
  }

  @Test
  void d02_nothing_accepted_is_lost_and_nothing_is_started_twice(@TempDir Path folder) {
    // Started plainly, so that the step between fork and pid is one of ours.
    Room room =
        new Room(folder)
            .configure("handlers:\n" + Room.handler("Counted", "count", ""))
            // A host for each: the next fault of a host whose first one still fires is no new one.
            .write(
                "hosts.yml",
                "web: {vars: {ansible_connection: local, ansible_become: false}, hosts: {'w[00:99]': }}\n");
    List<String> steps = steps();
    for (int n = 0; n < steps.size(); n++) {
      int alert = n;
      String[] step = steps.get(n).split(" ", -1);
      try (Debugger debugger = new Debugger(HOUSE + step[0], step[1]);
          ServiceProcess service = ServiceProcess.start(room, debugger.option());
          Caller call = new Caller(service.url())) {
        call.awaitReady();
        if (n > 0) {
          comesToItsEnd(call, n - 1);
        }
        debugger.arm();
        Thread sender = Thread.ofPlatform().daemon().start(() -> deliverOrNot(call, alert));
        debugger.awaitReached();
        service.kill();
        Waiting.until("the end of the sender", () -> !sender.isAlive());
      }
    }
    try (ServiceProcess service = ServiceProcess.start(room);
        Caller call = new Caller(service.url())) {
      call.awaitReady();
      comesToItsEnd(call, steps.size() - 1);
      assertThat(call.get("/api/v1/runs?limit=1000").path("runs")).hasSize(steps.size());
      assertThat(room.lines("ledger")).hasSize(steps.size()).doesNotHaveDuplicates();
    }
  }

  private static ObjectNode alert(int n) {
    return Alerts.alert(
        "firing",
        Map.of("alertname", "Counted", "instance", "w%02d".formatted(n), "n", Integer.toString(n)),
        Alerts.START);
  }

  private static void deliverOrNot(Caller call, int n) {
    try {
      call.deliver(Alerts.notification(alert(n)));
    } catch (UncheckedIOException e) {
      // The service was killed under it; Alertmanager sends it again.
    }
  }

  /** Sent again, as it was not answered with 200, or will be at the next repeat. */
  private static void comesToItsEnd(Caller call, int n) {
    call.accepted(Alerts.notification(alert(n)));
    JsonNode run =
        Waiting.untilGiven(
            "the end of the run of alert " + n,
            () ->
                call.get("/api/v1/alerts?limit=1000")
                    .path("alerts")
                    .valueStream()
                    .filter(a -> a.path("labels").path("n").asText().equals(Integer.toString(n)))
                    .flatMap(a -> a.path("remediations").valueStream())
                    .map(r -> call.get("/api/v1/runs/" + r.path("run").asText()))
                    .filter(r -> r.path("state").asText().equals("finished"))
                    .findFirst());
    assertThat(run.path("outcome").asText()).as("alert %s: %s", n, run).isEqualTo("succeeded");
  }
}
