package io.promansible.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.promansible.kit.Alerts;
import io.promansible.kit.Background;
import io.promansible.kit.Caller;
import io.promansible.kit.Monitoring;
import io.promansible.kit.MovableClock;
import io.promansible.kit.Postgres;
import io.promansible.kit.Programs;
import io.promansible.kit.Room;
import io.promansible.kit.ServiceProcess;
import io.promansible.kit.Waiting;
import io.promansible.routine.RoutineClock;
import io.promansible.run.RunRepository;
import io.promansible.wiring.Service;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the clock starts, and what a person does, with the real Ansible. */
class RoutineTest {
  private final MovableClock clock = new MovableClock();
  private Room room;
  private @Nullable Service service;
  private Caller call;

  @BeforeEach
  void furnish(@TempDir Path folder) {
    room = new Room(folder);
    routineRole(
        room,
        "tell",
        "- ansible.builtin.shell: {cmd: 'echo {{ inventory_hostname }} {{ promansible.run.id }} >> %s/told'}\n  changed_when: true\n"
            .formatted(folder));
    routineRole(
        room,
        "hold",
        "- ansible.builtin.shell: {cmd: 'echo in >> %1$s/held; while [ ! -e %1$s/go ]; do sleep 0.1; done'}\n"
            .formatted(folder));
    routineRole(
        room,
        "look",
        """
        - ansible.builtin.stat: {path: "%s/bad-{{ inventory_hostname }}"}
          register: look_bad
        - ansible.builtin.set_stats: {per_host: true, aggregate: false, data: {look: {success: "{{ not look_bad.stat.exists }}"}}}
        - ansible.builtin.assert: {that: not look_bad.stat.exists, fail_msg: it is bad}
        """
            .formatted(folder));
    room.write("playbooks/routine/roles/look/meta/promansible.yml", "check: true");
    room.write(
            "playbooks/routine/roles/tell/meta/argument_specs.yml",
            "argument_specs: {main: {options: {tell_count: {type: int, required: true}, tell_how: {type: str, choices: [loud, low], default: low}, tell_where: {type: str}, tell_secret: {type: str, no_log: true}}}}")
        .write("playbooks/routine/roles/tell/meta/promansible.yml", "inventory_only: [tell_where]")
        .write("playbooks/routine/roles/tell/defaults/main.yml", "tell_how: low");
  }

  private static void routineRole(Room room, String name, String tasks) {
    room.write("playbooks/routine/roles/" + name + "/tasks/main.yml", tasks);
  }

  private void start(String more) {
    room.configure(more);
    service = Service.start(room.file("promansible.yml"), Map.of(), clock);
    call = new Caller(service.url());
    call.awaitReady();
  }

  @AfterEach
  void close() {
    room.write("go", "");
    if (service != null) {
      call.close();
      service.close();
      room.close();
    }
  }

  private HttpResponse<byte[]> asAdmin(String method, String path, String body) {
    return call.as(room.lines("data/admin.token").getFirst(), method, path, body);
  }

  private JsonNode made(HttpResponse<byte[]> response) {
    assertThat(response.statusCode()).as(Caller.text(response)).isBetween(200, 299);
    return Room.json(Caller.text(response));
  }

  private JsonNode routine(String name) {
    return call.get("/api/v1/routines/" + name);
  }

  private JsonNode ended(String id) {
    return Waiting.untilGiven(
        "the end of run " + id,
        () ->
            java.util.Optional.of(call.get("/api/v1/runs/" + id))
                .filter(run -> run.path("state").asText().equals("finished")));
  }

  private Duration until(String name) {
    Instant next = Instant.parse(routine(name).path("next").get(0).path("utc").asText());
    return Duration.between(clock.instant(), next).plusSeconds(1);
  }

  @Test
  void a_routine_of_the_file_fires_at_its_time_on_the_hosts_of_its_pattern() {
    start(
        """
        routines:
          - {name: telling, cron: "0 3 * * *", timezone: Europe/Paris, hosts: "web:!web[2:8]:!six", roles: [tell], vars: {tell_count: 3}}
        """);
    Waiting.until("its state", () -> routine("telling").path("next").size() == 5);
    assertThat(routine("telling").path("next").get(0).path("local").asText()).contains("T03:00+0");
    assertThat(routine("telling").path("origin").asText()).isEqualTo("file");
    awaitScheduled("telling");
    clock.move(until("telling"));
    JsonNode run = routineRun("telling", 1);
    assertThat(run.path("outcome").asText()).as(run.toString()).isEqualTo("succeeded");
    assertThat(run.path("cause").asText()).isEqualTo("routine");
    assertThat(run.path("pattern").asText()).isEqualTo("web:!web[2:8]:!six");
    assertThat(run.path("hosts")).extracting(JsonNode::asText).containsExactly("web1", "web9");
    assertThat(routine("telling").path("lastRun").path("outcome").asText()).isEqualTo("succeeded");
    assertThat(routine("telling").path("secondsSinceSuccess").asInt(-1)).isNotNegative();
    assertThat(metrics())
        .contains("promansible_routine_last_success_timestamp_seconds{routine=\"telling\",}")
        .contains("promansible_routine_missed_total{routine=\"telling\",} 0.0");
    // A clock that jumps back and forth over the same time fires it once.
    clock.move(Duration.ofHours(-2));
    clock.move(Duration.ofHours(2));
    assertThat(call.get("/api/v1/runs?routine=telling").path("runs")).hasSize(1);
    assertThat(asAdmin("PUT", "/api/v1/routines/telling", "{}").statusCode()).isEqualTo(422);
  }

  /** Once db-scheduler has it a jump of the clock is a jump to its time. */
  private void awaitScheduled(String name) {
    Waiting.until(
        "the schedule of " + name,
        () ->
            metrics()
                .contains("promansible_routine_next_timestamp_seconds{routine=\"" + name + "\",}"));
  }

  private String metrics() {
    return Caller.text(call.send("GET", "/metrics", new byte[0]));
  }

  private JsonNode routineRun(String name, int count) {
    return Waiting.untilGiven(
        count + " finished runs of " + name,
        () -> {
          JsonNode runs = call.get("/api/v1/runs?state=finished&routine=" + name).path("runs");
          return runs.size() >= count
              ? java.util.Optional.of(runs.get(0))
              : java.util.Optional.empty();
        });
  }

  @Test
  void a_pause_outlasts_a_reload_without_the_routine() {
    String telling =
        "routines:\n  - {name: telling, cron: '0 3 * * *', hosts: web1, roles: [tell], vars: {tell_count: 3}}\n";
    start(telling);
    awaitScheduled("telling");
    made(asAdmin("POST", "/api/v1/routines/telling/pause", ""));
    room.configure("");
    asAdmin("POST", "/-/reload", "");
    Waiting.until("its end", () -> call.get("/api/v1/routines").path("routines").isEmpty());
    // What would forget the pause is done every five seconds; here at once.
    service.bean(RoutineClock.class).align();
    room.configure(telling);
    asAdmin("POST", "/-/reload", "");
    Waiting.until("its return", () -> !routine("telling").path("pausedBy").asText().isEmpty());
  }

  @Test
  void secrets_that_a_run_was_given_are_not_kept_when_it_has_ended() {
    start("");
    String id =
        made(asAdmin(
                "POST",
                "/api/v1/runs",
                "{\"roles\": [\"tell\"], \"hosts\": \"web1\", \"vars\": {\"tell_count\": 1, \"tell_secret\": \"s3cr3t-given\"}}"))
            .path("id")
            .asText();
    assertThat(ended(id).path("vars").path("tell_secret").asText()).isEqualTo("********");
    RunRepository runs = service.bean(RunRepository.class);
    assertThat(runs.findById(java.util.UUID.fromString(id)).orElseThrow().vars())
        .contains("tell_count")
        .doesNotContain("s3cr3t-given");
    HttpResponse<byte[]> again = asAdmin("POST", "/api/v1/runs/" + id + "/retry", "");
    assertThat(again.statusCode()).isEqualTo(409);
    assertThat(Caller.text(again)).contains("secrets");
  }

  @Test
  void a_routine_is_made_changed_paused_run_and_taken_away_by_the_api() {
    start("");
    String path = "/api/v1/routines/by-api";
    HttpResponse<byte[]> bad =
        asAdmin(
            "PUT",
            path,
            "{\"cron\": \"0 0 31 2 *\", \"hosts\": \"web1\", \"roles\": [\"nowhere\"], \"what\": 1}");
    assertThat(bad.statusCode()).isEqualTo(422);
    assertThat(Caller.text(bad)).contains("never fires", "nowhere", "what");
    String spec =
        "{\"cron\": \"CRON_TZ=Europe/Berlin @daily\", \"hosts\": \"web1\", \"roles\": [\"tell\"], \"vars\": {\"tell_count\": 1}}";
    HttpResponse<byte[]> fresh = asAdmin("PUT", path, spec);
    assertThat(fresh.statusCode()).as(Caller.text(fresh)).isEqualTo(201);
    assertThat(routine("by-api").path("timezone").asText()).isEqualTo("Europe/Berlin");
    assertThat(asAdmin("PUT", path, spec.replace("@daily", "@hourly")).statusCode()).isEqualTo(200);
    String id = made(asAdmin("POST", path + "/run", "")).path("id").asText();
    JsonNode run = ended(id);
    assertThat(run.path("outcome").asText()).isEqualTo("succeeded");
    assertThat(run.path("askedBy").asText()).isNotEmpty();
    assertThat(made(asAdmin("POST", path + "/pause", "")).path("pausedBy").asText()).isNotEmpty();
    awaitScheduled("by-api");
    clock.move(until("by-api"));
    Waiting.until(
        "the word of it", () -> routine("by-api").path("note").asText().startsWith("paused"));
    assertThat(call.get("/api/v1/runs?routine=by-api").path("runs")).hasSize(1);
    assertThat(made(asAdmin("POST", path + "/resume", "")).has("pausedBy")).isFalse();
    clock.move(until("by-api"));
    routineRun("by-api", 2);
    assertThat(asAdmin("DELETE", path, "").statusCode()).isEqualTo(204);
    assertThat(call.send("GET", path, new byte[0]).statusCode()).isEqualTo(404);
    // Made anew it is a new one; and one that is gone stops no other from going.
    assertThat(asAdmin("PUT", path, spec).statusCode()).isEqualTo(201);
    assertThat(routine("by-api").has("pausedBy")).isFalse();
    assertThat(asAdmin("DELETE", path, "").statusCode()).isEqualTo(204);
    assertThat(
            call.send(
                    "PUT",
                    path,
                    spec.getBytes(StandardCharsets.UTF_8),
                    "Content-Type",
                    "application/json")
                .statusCode())
        .isEqualTo(403);
  }

  @Test
  void missed_times_are_made_up_for_as_set_and_an_overlap_is_left_out_or_queued() {
    start(
        """
        runs: {concurrent: 4}
        routines:
          - {name: once, cron: "0 * * * *", hosts: web1, roles: [tell], vars: {tell_count: 1}, misfire: once, late: 1d}
          - {name: never, cron: "0 * * * *", hosts: web2, roles: [tell], vars: {tell_count: 1}, misfire: skip}
          - {name: skips, cron: "0 * * * *", hosts: web3, roles: [hold]}
          - {name: queues, cron: "0 * * * *", hosts: web4, roles: [hold], overlap: queue}
          - {name: nobody, cron: "0 * * * *", hosts: nowhere, roles: [tell], vars: {tell_count: 1}}
        """);
    List<String> names = List.of("once", "never", "skips", "queues", "nobody");
    names.forEach(this::awaitScheduled);
    // Half an hour past the fourth time: four were missed.
    Instant next = Instant.parse(routine("once").path("next").get(0).path("utc").asText());
    clock.move(Duration.between(clock.instant(), next.plus(Duration.ofMinutes(210))));
    routineRun("once", 1);
    Waiting.until("the word of it", () -> routine("never").path("missed").asInt() == 4);
    assertThat(routine("once").path("missed").asInt()).isEqualTo(3);
    assertThat(call.get("/api/v1/runs?routine=never").path("runs")).isEmpty();
    // On time, twice, while the first run of each holder goes on.
    clock.move(until("skips"));
    Waiting.until("both holders", () -> room.lines("held").size() == 2);
    assertThat(routineRun("nobody", 1).path("outcome").asText()).isEqualTo("not_started");
    assertThat(routineRun("nobody", 1).path("reason").asText()).isEqualTo("no hosts");
    clock.move(until("skips"));
    Waiting.until(
        "the word of it", () -> routine("skips").path("note").asText().contains("still on"));
    Waiting.until(
        "a second run",
        () -> call.get("/api/v1/runs?routine=queues&state=queued").path("runs").size() == 1);
    assertThat(call.get("/api/v1/runs?routine=skips").path("runs")).hasSize(1);
    room.write("go", "");
    routineRun("queues", 2);
  }

  @Test
  void a_run_is_asked_for_once_with_checked_parameters_and_once_more_on_what_failed() {
    start("");
    HttpResponse<byte[]> bad =
        asAdmin(
            "POST",
            "/api/v1/runs",
            "{\"roles\": [\"tell\"], \"hosts\": \"web1\", \"vars\": {\"tell_how\": \"mute\", \"tell_cuont\": 1}}");
    assertThat(bad.statusCode()).isEqualTo(422);
    assertThat(Caller.text(bad)).contains("tell_how", "loud, low", "tell_cuont");
    HttpResponse<byte[]> missing =
        asAdmin("POST", "/api/v1/runs", "{\"roles\": [\"tell\"], \"hosts\": \"web1\"}");
    assertThat(missing.statusCode()).isEqualTo(422);
    assertThat(Caller.text(missing)).contains("vars.tell_count", "is missing");
    assertThat(
            asAdmin(
                    "POST",
                    "/api/v1/runs",
                    "{\"roles\": [\"nowhere\"], \"hosts\": \"@/etc/passwd\"}")
                .statusCode())
        .isEqualTo(422);
    String wish =
        "{\"roles\": [\"tell\"], \"hosts\": \"db,web2\", \"vars\": {\"tell_count\": \"5\"}}";
    String token = room.lines("data/admin.token").getFirst();
    String[] headers = {
      "Authorization",
      "Bearer " + token,
      "Content-Type",
      "application/json",
      "Idempotency-Key",
      "k1"
    };
    byte[] body = wish.getBytes(StandardCharsets.UTF_8);
    HttpResponse<byte[]> first = call.send("POST", "/api/v1/runs", body, headers);
    assertThat(first.statusCode()).as(Caller.text(first)).isEqualTo(202);
    String id = Room.json(Caller.text(first)).path("id").asText();
    assertThat(
            Room.json(Caller.text(call.send("POST", "/api/v1/runs", body, headers)))
                .path("id")
                .asText())
        .isEqualTo(id);
    assertThat(
            call.send(
                    "POST",
                    "/api/v1/runs",
                    wish.replace("db,", "").getBytes(StandardCharsets.UTF_8),
                    headers)
                .statusCode())
        .isEqualTo(422);
    JsonNode run = ended(id);
    assertThat(run.path("outcome").asText()).isEqualTo("succeeded");
    assertThat(run.path("cause").asText()).isEqualTo("person");
    assertThat(room.lines("told")).hasSize(2);
    // A check that fails on one host of two, and once more there only.
    room.write("bad-web1", "");
    String looked =
        made(asAdmin("POST", "/api/v1/runs", "{\"roles\": [\"look\"], \"hosts\": \"web1:web2\"}"))
            .path("id")
            .asText();
    assertThat(ended(looked).path("outcome").asText()).isEqualTo("failed");
    assertThat(metrics())
        .contains("promansible_check_success{role=\"look\",host=\"web1\",} 0.0")
        .contains("promansible_check_success{role=\"look\",host=\"web2\",} 1.0");
    String again =
        made(asAdmin("POST", "/api/v1/runs/" + looked + "/retry?hosts=failed", ""))
            .path("id")
            .asText();
    assertThat(ended(again).path("hosts")).extracting(JsonNode::asText).containsExactly("web1");
    assertThat(asAdmin("POST", "/api/v1/runs/" + id + "/retry?hosts=failed", "").statusCode())
        .isEqualTo(409);
  }

  @Test
  void people_and_routines_keep_to_leases_and_freezes() {
    start(
        "handlers:\n"
            + Room.handler("Count", "count", "")
            + "routines:\n  - {name: yearly, cron: '@yearly', hosts: web2, roles: [tell], vars: {tell_count: 1}}\n");
    String holder =
        made(asAdmin("POST", "/api/v1/runs", "{\"roles\": [\"hold\"], \"hosts\": \"web1\"}"))
            .path("id")
            .asText();
    Waiting.until("the holder", () -> room.lines("held").size() == 1);
    String skips =
        made(asAdmin(
                "POST",
                "/api/v1/runs",
                "{\"roles\": [\"tell\"], \"hosts\": \"web1:web2\", \"vars\": {\"tell_count\": 1}, \"busy\": \"skip\"}"))
            .path("id")
            .asText();
    String waits =
        made(asAdmin(
                "POST",
                "/api/v1/runs",
                "{\"roles\": [\"tell\"], \"hosts\": \"web1:web3\", \"vars\": {\"tell_count\": 1}}"))
            .path("id")
            .asText();
    JsonNode skipped = ended(skips);
    assertThat(skipped.path("outcome").asText()).isEqualTo("succeeded");
    assertThat(skipped.path("dropped").path("web1").asText()).contains("busy");
    call.accepted(Alerts.notification(Alerts.firing("Count", "web1")));
    assertThat(call.get("/api/v1/runs/" + waits).path("state").asText()).isEqualTo("queued");
    made(asAdmin("PUT", "/api/v1/freeze", freeze("host:web3")));
    room.write("go", "");
    assertThat(ended(holder).path("outcome").asText()).isEqualTo("succeeded");
    call.finishedRun("Count");
    Waiting.until(
        "the word why it waits",
        () ->
            call.get("/api/v1/runs/" + waits).path("reason").asText().contains("froze host:web3"));
    made(asAdmin("DELETE", "/api/v1/freeze?scope=host:web3&reason=done", ""));
    assertThat(ended(waits).path("outcome").asText()).isEqualTo("succeeded");

    assertThat(asAdmin("PUT", "/api/v1/freeze", freeze("routine:yaerly")).body())
        .asString(StandardCharsets.UTF_8)
        .contains("there is no routine yaerly; nothing was frozen");
    made(asAdmin("PUT", "/api/v1/freeze", freeze("routine:yearly")));
    String frozen = made(asAdmin("POST", "/api/v1/routines/yearly/run", "")).path("id").asText();
    Waiting.until(
        "the word why it waits",
        () ->
            call.get("/api/v1/runs/" + frozen)
                .path("reason")
                .asText()
                .contains("froze routine:yearly"));
    made(asAdmin("DELETE", "/api/v1/freeze?scope=routine:yearly&reason=done", ""));
    assertThat(ended(frozen).path("outcome").asText()).isEqualTo("succeeded");
  }

  private static String freeze(String scope) {
    return "{\"scope\": \"%s\", \"reason\": \"test\"}".formatted(scope);
  }

  @Test
  void a_routine_finds_it_the_alert_fires_the_handler_mends_it_and_the_next_run_proves_it(
      @TempDir Path folder) throws java.io.IOException {
    int alertmanager = Background.freePort();
    room.role(
        "mend",
        "- ansible.builtin.file: {path: '%s/bad-{{ inventory_hostname }}', state: absent}\n"
            .formatted(room.file("")));
    start(
        """
        alertmanager: {url: "http://127.0.0.1:%d", poll: 1s}
        handlers:
          - {name: mending, matchers: ['alertname="CheckFailed"', 'role="look"'], roles: [mend], mode: auto, class: safe, verify: {within: 1m, hold: 1s}}
        routines:
          - {name: looking, cron: "@yearly", hosts: "web1:web2", roles: [look]}
        """
            .formatted(alertmanager));
    int own = service == null ? 0 : service.url().getPort();
    room.write(
        "routine.yml",
        java.nio.file.Files.readString(Path.of("prometheus/rules/routine.yml"))
            .replace("for: 1m", "for: 1s"));
    room.write(
        "prometheus.yml",
        """
        global: {scrape_interval: 1s, evaluation_interval: 1s}
        rule_files: [routine.yml]
        alerting: {alertmanagers: [{static_configs: [{targets: ["127.0.0.1:%d"]}]}]}
        scrape_configs: [{job_name: promansible, static_configs: [{targets: ["127.0.0.1:%d"]}]}]
        """
            .formatted(alertmanager, own));
    room.write(
        "alertmanager.yml",
        java.nio.file.Files.readString(Path.of("alertmanager/alertmanager.yml"))
            .replace("127.0.0.1:9595", "127.0.0.1:" + own)
            .replace("group_interval: 30s", "group_interval: 1s"));
    room.write("bad-web1", "");
    try (var _ = Monitoring.alertmanager(folder, room.file("alertmanager.yml"), alertmanager);
        var _ = Monitoring.prometheus(folder, room.file("prometheus.yml"), Background.freePort())) {
      String found = made(asAdmin("POST", "/api/v1/routines/looking/run", "")).path("id").asText();
      assertThat(ended(found).path("outcome").asText()).isEqualTo("failed");
      JsonNode run = call.finishedRun("mending");
      assertThat(run.path("outcome").asText()).isEqualTo("succeeded");
      assertThat(run.path("hosts")).extracting(JsonNode::asText).containsExactly("web1");
      assertThat(room.file("bad-web1")).doesNotExist();
      String proof = made(asAdmin("POST", "/api/v1/routines/looking/run", "")).path("id").asText();
      assertThat(ended(proof).path("outcome").asText()).isEqualTo("succeeded");
      assertThat(call.finishedRemediation("mending").path("outcome").asText()).isEqualTo("fixed");
    }
  }

  @Test
  void what_waited_too_long_is_not_done_any_more_and_a_check_that_hangs_has_failed() {
    routineRole(room, "hangs", "- ansible.builtin.command: {argv: [sleep, '60']}\n");
    room.write("playbooks/routine/roles/hangs/meta/promansible.yml", "check: true");
    start(
        """
        routines:
          - {name: telling, cron: "0 3 * * *", hosts: web1, roles: [tell], vars: {tell_count: 3}, late: 1h}
          - {name: hanging, cron: "@yearly", hosts: web2, roles: [hangs], timeout: 3s}
        """);
    awaitScheduled("telling");
    made(asAdmin("PUT", "/api/v1/freeze", freeze("routine:telling")));
    clock.move(until("telling"));
    Waiting.until(
        "the run that waits", () -> call.get("/api/v1/runs?state=queued").path("runs").size() == 1);
    clock.move(Duration.ofHours(2));
    made(asAdmin("DELETE", "/api/v1/freeze?scope=routine:telling&reason=done", ""));
    JsonNode late = routineRun("telling", 1);
    assertThat(late.path("outcome").asText()).isEqualTo("not_started");
    assertThat(late.path("reason").asText()).contains("longer than the routine's late: 1h");
    assertThat(room.lines("told")).isEmpty();

    String hung = made(asAdmin("POST", "/api/v1/routines/hanging/run", "")).path("id").asText();
    assertThat(ended(hung).path("outcome").asText()).isEqualTo("timed_out");
    assertThat(Caller.text(call.send("GET", "/metrics", new byte[0])))
        .containsPattern("promansible_check_success\\{role=\"hangs\",host=\"web2\",?} 0.0");
  }

  @Test
  void where_secrets_are_sent_to_is_not_a_persons_to_say_and_stars_are_no_secret() {
    room.write(
        "hosts.yml",
        Room.LOCAL_HOSTS.replace("web[1:9]:", "web[1:9]: {tell_secret: s3cr3t-of-web}"));
    start("");
    HttpResponse<byte[]> elsewhere =
        asAdmin(
            "POST",
            "/api/v1/runs",
            "{\"roles\": [\"tell\"], \"hosts\": \"web1\", \"vars\": {\"tell_count\": 1, \"tell_where\": \"mine\"}}");
    assertThat(elsewhere.statusCode()).isEqualTo(422);
    assertThat(Caller.text(elsewhere)).contains("tells where secrets", "or give tell_secret too");
    made(
        asAdmin(
            "POST",
            "/api/v1/runs",
            "{\"roles\": [\"tell\"], \"hosts\": \"web1\", \"vars\": {\"tell_count\": 1, \"tell_where\": \"mine\", \"tell_secret\": \"mine\"}}"));
    HttpResponse<byte[]> stars =
        asAdmin(
            "PUT",
            "/api/v1/routines/again",
            "{\"cron\": \"@daily\", \"hosts\": \"web1\", \"roles\": [\"tell\"], \"vars\": {\"tell_count\": 1, \"tell_how\": \"********\"}}");
    assertThat(stars.statusCode()).isEqualTo(422);
    assertThat(Caller.text(stars)).contains("stands for a secret that is not shown");
  }

  @Test
  void facts_are_gathered_kept_shown_with_their_age_and_served() {
    room.write(
            "playbooks/routine/roles/gather/tasks/main.yml",
            """
            - ansible.builtin.setup: {gather_subset: ['!all', 'min']}
            # What a host that is not ours any more might say of itself.
            - ansible.builtin.set_fact: {ansible_sftp_extra_args: -o ProxyCommand=evil, ansible_tell_password: x, cacheable: true}
            """)
        .write("playbooks/routine/roles/gather/meta/promansible.yml", "gathers_facts: true");
    start("");
    assertThat(call.send("GET", "/api/v1/inventory/hosts/web1/facts", new byte[0]).statusCode())
        .isEqualTo(404);
    String id =
        made(asAdmin("POST", "/api/v1/runs", "{\"roles\": [\"gather\"], \"hosts\": \"web1\"}"))
            .path("id")
            .asText();
    assertThat(ended(id).path("outcome").asText()).isEqualTo("succeeded");
    JsonNode facts = call.get("/api/v1/inventory/hosts/web1/facts");
    assertThat(facts.path("facts").path("distribution").asText()).isNotEmpty();
    assertThat(facts.path("ageSeconds").asInt(-1)).isBetween(0, 60);
    JsonNode served = call.get("/api/v1/inventory/with-facts").path("_meta").path("hostvars");
    assertThat(served.path("web2").has("ansible_kernel")).isFalse();
    assertThat(served.path("web1").has("ansible_python_interpreter")).isFalse();
    assertThat(facts.path("facts").has("sftp_extra_args")).isTrue();
    assertThat(served.path("web1").has("ansible_sftp_extra_args")).isFalse();
    assertThat(facts.path("facts").path("tell_password").asText()).isEqualTo("********");
    // A play that gathers nothing has them.
    Programs.Result play =
        Programs.attempt(
            List.of(
                "ansible",
                "web1",
                "-i",
                Path.of("playbooks/geninventory.py").toAbsolutePath().toString(),
                "-m",
                "ansible.builtin.debug",
                "-a",
                "msg={{ ansible_kernel }}"),
            Map.of(
                "PROMANSIBLE_FACTS",
                "1",
                "PROMANSIBLE_URL",
                service == null ? "" : service.url().toString(),
                "PROMANSIBLE_TOKEN_FILE",
                room.file("data/admin.token").toString()));
    assertThat(play.output()).contains(facts.path("facts").path("kernel").asText());
    assertThat(
            call.get("/api/v1/inventory")
                .path("_meta")
                .path("hostvars")
                .path("web1")
                .has("ansible_facts"))
        .isFalse();
    clock.move(Duration.ofDays(91));
    Waiting.until(
        "facts that are too old to go",
        () ->
            call.send("GET", "/api/v1/inventory/hosts/web1/facts", new byte[0]).statusCode()
                == 404);
  }

  @Test
  void the_command_follows_a_run_and_its_exit_code_is_that_of_the_outcome() {
    start("");
    String url = service == null ? "" : service.url().toString();
    String token = room.file("data/admin.token").toString();
    Programs.Result good =
        command(
            "run",
            "tell",
            "--hosts",
            "web1",
            "-e",
            "tell_count=2",
            "--follow",
            "--url",
            url,
            "--token-file",
            token);
    assertThat(good.output()).contains("changed", "web1", "succeeded");
    assertThat(good.exit()).isZero();
    room.write("bad-web1", "");
    Programs.Result failed =
        command("run", "look", "--hosts", "web1", "-f", "--url", url, "--token-file", token);
    assertThat(failed.exit()).isEqualTo(1);
    assertThat(failed.output()).contains("it is bad", "failed on web1");
    Programs.Result wrong =
        command(
            "run",
            "tell",
            "--hosts",
            "web1",
            "-e",
            "tell_count=many",
            "--url",
            url,
            "--token-file",
            token);
    assertThat(wrong.exit()).isEqualTo(1);
    assertThat(wrong.output())
        .contains("tell_count", "must be of type int")
        .doesNotContain("\tat ");
  }

  private static Programs.Result command(String... arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                "io.promansible.Promansible"));
    command.addAll(List.of(arguments));
    return Programs.attempt(command, Map.of());
  }

  @Test
  void two_services_of_one_database_fire_each_time_once(@TempDir Path folder) throws SQLException {
    String database = Postgres.database();
    List<Room> rooms = new ArrayList<>();
    for (String node : List.of("a", "b")) {
      Room one = new Room(folder.resolve(node));
      routineRole(
          one,
          "mark",
          "- ansible.builtin.shell: {cmd: 'echo {{ promansible.run.id }} >> %s/marks'}\n"
              .formatted(folder));
      one.configure(
          "database: {url: \""
              + database
              + "\", username: tester}\nroutines:\n"
              + "  - {name: one, cron: \"0 0 1 1 *\", hosts: web1, roles: [mark], misfire: once, late: 400d}\n"
              + "  - {name: two, cron: \"0 0 1 1 *\", hosts: web2, roles: [mark], misfire: once, late: 400d}\n");
      one.write(
          "promansible.yml",
          String.join("\n", one.lines("promansible.yml")).replace("node: test", "node: " + node));
      rooms.add(one);
    }
    try (ServiceProcess first = ServiceProcess.start(rooms.get(0));
        ServiceProcess second = ServiceProcess.start(rooms.get(1));
        Caller one = new Caller(first.url());
        Caller two = new Caller(second.url());
        Connection sql = DriverManager.getConnection(database, "tester", "")) {
      one.awaitReady();
      two.awaitReady();
      for (int round = 1; round <= 4; round++) {
        Waiting.until(
            "both schedules",
            () -> count(sql, "SELECT COUNT(*) FROM scheduled_routines WHERE NOT picked") == 2);
        // Rather than to wait for the next year, it is made to be due now.
        update(sql, "UPDATE routine_state SET next_at = date_trunc('year', now())");
        update(sql, "UPDATE scheduled_routines SET execution_time = now()");
        int runs = 2 * round;
        Waiting.until(
            runs + " runs",
            () -> one.get("/api/v1/runs?state=finished").path("runs").size() == runs);
      }
      assertThat(two.get("/api/v1/runs").path("runs")).hasSize(8);
      List<String> marks = new ArrayList<>(rooms.get(0).lines("../marks"));
      assertThat(marks).hasSize(8).doesNotHaveDuplicates();
      assertThat(two.get("/api/v1/routines").path("routines")).hasSize(2);
    }
  }

  private static int count(Connection sql, String query) {
    try (Statement statement = sql.createStatement();
        ResultSet found = statement.executeQuery(query)) {
      assertThat(found.next()).isTrue();
      return found.getInt(1);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void update(Connection sql, String text) {
    try (Statement statement = sql.createStatement()) {
      assertThat(statement.executeUpdate(text)).isEqualTo(2);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
