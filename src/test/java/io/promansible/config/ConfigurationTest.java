package io.promansible.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.promansible.access.AccessRole;
import io.promansible.access.Token;
import io.promansible.alert.IntakeSettings;
import io.promansible.alertmanager.AlertmanagerSettings;
import io.promansible.alertmanager.HttpSettings;
import io.promansible.alertmanager.PrometheusSettings;
import io.promansible.ansible.AnsibleSettings;
import io.promansible.ansible.ContainerSettings;
import io.promansible.database.Database;
import io.promansible.handler.EscalationStep;
import io.promansible.handler.FleetLimits;
import io.promansible.handler.Handler;
import io.promansible.handler.Mode;
import io.promansible.handler.PreStartSettings;
import io.promansible.handler.Verify;
import io.promansible.inventory.HostFrom;
import io.promansible.inventory.InventorySettings;
import io.promansible.node.NodeSettings;
import io.promansible.playbook.Risk;
import io.promansible.routine.Routine;
import io.promansible.routine.Timetable;
import io.promansible.run.RunSettings;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Every key is read, and what is left out has its default. */
class ConfigurationTest extends ConfigurationRoom {
  @Test
  void an_empty_file_means_the_defaults() {
    Configuration read = read("", Map.of());
    assertThat(read.listen()).isEqualTo(new Listen("127.0.0.1", 9595));
    assertThat(read.data()).isEqualTo(folder.resolve("data"));
    assertThat(read.playbooks()).isEqualTo(folder.resolve("playbooks"));
    assertThat(read.database().url())
        .startsWith("jdbc:h2:async:" + folder.resolve("data/promansible"))
        .contains("WRITE_DELAY=0");
    assertThat(read.ansible()).isEqualTo(AnsibleSettings.DEFAULTS);
    assertThat(read.inventory().refresh()).isEqualTo(InventorySettings.DEFAULTS.refresh());
    assertThat(read.inventory().sources())
        .containsExactly(folder.resolve("inventory/hosts.yml").toString());
    assertThat(read.alertmanager()).isEqualTo(AlertmanagerSettings.DEFAULTS);
    assertThat(read.access().tokens()).isEmpty();
    assertThat(read.intake()).isEqualTo(IntakeSettings.DEFAULTS);
    assertThat(read.runs()).isEqualTo(RunSettings.DEFAULTS);
    assertThat(read.node()).isEqualTo(NodeSettings.named(read.node().name()));
    assertThat(read.handlers().all()).isEmpty();
    assertThat(read.routines().all()).isEmpty();
    assertThat(read.freeze()).isEmpty();
    assertThat(read.warnings())
        .singleElement()
        .asString()
        .contains("inventory/hosts.yml does not exist");
  }

  private static final String FULL =
      """
      listen: 0.0.0.0:8000
      data: /srv/pm
      database: {url: "jdbc:postgresql://db/promansible?connectTimeout=5&socketTimeout=60&tcpKeepAlive=true", username: pm, password_file: ./db.password}
      playbooks: ./playbooks
      node: n1
      cluster: {heartbeat: 2s, gone_after: 9s, advertise: "http://n1:9595"}
      ansible: {bin: ./venv/bin, inventory_timeout: 5s, warm: no, warm_runs: 9, accelerate: off, hosts_per_fork: 4, facts_keep: 3h, inventory: run,
        environment: [INV_TOKEN, "AWS_*"], vault_password_files: [./db.password],
        image: "quay.io/example/ansible:2.16", podman: podman4, mounts: [./token]}
      inventory: {sources: [./a, "h1,h2,", "stored:web/alpha"], refresh: 10s, shrink_max: 5%, secret_names: ["*_code"]}
      prometheus: {url: "http://127.0.0.1:9090", timeout: 9s, bearer_token_file: ./token}
      alertmanager: {url: ["http://127.0.0.1:9093/", "http://am2:9093"], source: eu, receiver: pm, poll: 1s, timeout: 2s, reconcile: 2m, young: 3m, notices: false,
        basic_auth: {username: pm, password_file: ./db.password}, headers: {X-Scope-OrgID: ops}, tls: {ca: ./token}}
      host_from: {label: instance, pattern: "(.*)-eth0", lowercase: true, domain: drop}
      external_url: https://pm.example.org
      limits: {per_hour: 9, alerting: 40%, watchdog: Alive, watchdog_within: 1h, depth: 1, approval: 2h}
      access: {tokens: [{name: am, role: webhook, token_file: ./token}]}
      intake: {body_max: 1MiB, alerts_max: 5, labels_max: 6, value_max: 100, queue_max: 7, answer_within: 1s, late: 3s, explain_max: 8, explain_within: 4s}
      sources: [{name: grafana, confirm: none, disruptive: true, tokens: [am]}]
      runs: {concurrent: 2, forks: 3, timeout: 1m, grace: 4s, drain: 6s, hosts_max: 5, slice_hosts: 6, queue_max: 8,
        disk_min: 1MiB, log_max: 64KiB, keep: 7d, forget: "5 4 * * *"}
      handlers:
        - name: disk
          matchers: ['alertname="Disk"', 'severity=~"warning|critical"']
          target: host
          same: [device]
          roles: [note, count]
          vars: {keep_days: 7, deep: {a: [1, true]}, none: null, day: 2026-01-02}
          mode: auto
          class: safe
          check: true
          timeout: 10m
          cooldown: {after_success: 2h, after_failure: 3m}
          verify: {within: 4m, hold: 30s, confirm: up == 1}
          limits: {hosts: 3, share: 25%, per_hour: 9}
          min_age: 20s
          before_start: {unanswered: wait, confirm: up == 0}
          silence: true
          stop_on_resolve: true
          escalate: [{roles: [fail], mode: auto, class: safe, timeout: 3m, verify: {within: 2m, hold: 5s}}]
      routines:
        - {name: dns, cron: "*/15 * * * *", timezone: Europe/Paris, hosts: web, roles: [check_dns], vars: {n: 1}, misfire: once, late: 2h, overlap: queue, jitter: 30s, timeout: 9m, check: true, busy: skip}
      freeze: [{name: month-end, cron: "0 0 28 * *", duration: 72h, handlers: ["disk.*"]}]
      """;

  @Test
  void every_key_is_read() {
    Configuration read = read(FULL, Map.of());
    assertThat(read.listen()).isEqualTo(new Listen("0.0.0.0", 8000));
    assertThat(read.data()).isEqualTo(Path.of("/srv/pm"));
    assertThat(read.database())
        .isEqualTo(
            new Database(
                "jdbc:postgresql://db/promansible?connectTimeout=5&socketTimeout=60&tcpKeepAlive=true",
                "pm",
                Optional.of(folder.resolve("db.password"))));
    assertThat(read.database().password()).isEqualTo("secret");
    assertThat(read.node())
        .isEqualTo(
            new NodeSettings(
                "n1",
                Duration.ofSeconds(2),
                Duration.ofSeconds(9),
                Optional.of(URI.create("http://n1:9595"))));
    assertThat(read.ansible())
        .isEqualTo(
            new AnsibleSettings(
                Optional.of(folder.resolve("venv/bin")),
                Duration.ofSeconds(5),
                false,
                9,
                AnsibleSettings.Accelerate.OFF,
                4,
                Duration.ofHours(3),
                AnsibleSettings.Knows.RUN,
                List.of("INV_TOKEN", "AWS_*"),
                List.of(folder.resolve("db.password")),
                Optional.of(
                    new ContainerSettings(
                        "quay.io/example/ansible:2.16",
                        "podman4",
                        List.of(folder.resolve("token"))))));
    assertThat(read.inventory())
        .isEqualTo(
            new InventorySettings(
                List.of(folder.resolve("a").toString(), "h1,h2,", "stored:web/alpha"),
                Duration.ofSeconds(10),
                0.05,
                List.of("*_code"),
                Set.of()));
    assertThat(read.alertmanager())
        .isEqualTo(
            new AlertmanagerSettings(
                List.of(URI.create("http://127.0.0.1:9093"), URI.create("http://am2:9093")),
                "eu",
                "pm",
                Duration.ofSeconds(1),
                Duration.ofSeconds(2),
                Duration.ofMinutes(2),
                Duration.ofMinutes(3),
                false,
                new HttpSettings(
                    Optional.of("pm"),
                    Optional.of(folder.resolve("db.password")),
                    Optional.empty(),
                    Map.of("X-Scope-OrgID", "ops"),
                    new HttpSettings.Tls(
                        Optional.of(folder.resolve("token")),
                        Optional.empty(),
                        Optional.empty()))));
    assertThat(read.prometheus())
        .isEqualTo(
            new PrometheusSettings(
                Optional.of(URI.create("http://127.0.0.1:9090")),
                Duration.ofSeconds(9),
                new HttpSettings(
                    Optional.empty(),
                    Optional.empty(),
                    Optional.of(folder.resolve("token")),
                    Map.of(),
                    HttpSettings.Tls.NONE)));
    assertThat(read.externalUrl()).isEqualTo(URI.create("https://pm.example.org"));
    assertThat(read.handlers().overall())
        .isEqualTo(new FleetLimits(9, 0.4, "Alive", Duration.ofHours(1), 1, Duration.ofHours(2)));
    assertThat(read.access().tokens())
        .extracting(Token::name, token -> token.grant().role())
        .containsExactly(org.assertj.core.groups.Tuple.tuple("am", AccessRole.WEBHOOK));
    assertThat(read.intake())
        .isEqualTo(
            new IntakeSettings(
                1 << 20,
                5,
                6,
                100,
                7,
                Duration.ofSeconds(1),
                Duration.ofSeconds(3),
                8,
                Duration.ofSeconds(4)));
    assertThat(read.runs())
        .isEqualTo(
            new RunSettings(
                2,
                3,
                Duration.ofMinutes(1),
                Duration.ofSeconds(4),
                Duration.ofSeconds(6),
                5,
                6,
                8,
                1 << 20,
                64 << 10,
                Duration.ofDays(7),
                "5 4 * * *"));
    assertThat(read.routines().all())
        .containsExactly(
            new Routine(
                "dns",
                new Timetable("*/15 * * * *", ZoneId.of("Europe/Paris")),
                "web",
                List.of("check_dns"),
                Map.of("n", 1),
                Routine.Misfire.ONCE,
                Duration.ofHours(2),
                Routine.Overlap.QUEUE,
                Duration.ofSeconds(30),
                Duration.ofMinutes(9),
                true,
                Routine.Busy.SKIP));
    assertThat(read.freeze())
        .singleElement()
        .satisfies(window -> assertThat(window.duration()).isEqualTo(Duration.ofDays(3)));
  }

  @Test
  void every_key_of_a_handler_is_read() {
    Handler disk = read(FULL, Map.of()).handlers().all().getFirst();
    assertThat(disk.name()).isEqualTo("disk");
    assertThat(disk.matchers().all()).hasSize(2);
    assertThat(disk.target()).isEqualTo("host");
    assertThat(disk.hostFrom().pattern()).map(Object::toString).contains("(.*)-eth0");
    assertThat(disk.hostFrom().lowercase()).isTrue();
    assertThat(disk.hostFrom().domain()).isEqualTo(HostFrom.Domain.DROP);
    assertThat(disk.same()).containsExactly("device");
    assertThat(disk.verify().confirm()).contains("up == 1");
    assertThat(disk.roles()).containsExactly("note", "count");
    assertThat(disk.vars())
        .containsEntry("keep_days", 7)
        .containsEntry("deep", Map.of("a", List.of(1, true)))
        .containsEntry("none", null)
        .containsEntry("day", "2026-01-02");
    assertThat(disk.mode()).isEqualTo(Mode.AUTO);
    assertThat(disk.risk()).isEqualTo(Risk.SAFE);
    assertThat(disk.check()).isTrue();
    assertThat(disk.timeout()).isEqualTo(Duration.ofMinutes(10));
    assertThat(disk.cooldown().afterSuccess()).isEqualTo(Duration.ofHours(2));
    assertThat(disk.verify().hold()).isEqualTo(Duration.ofSeconds(30));
    assertThat(disk.limits().share()).isEqualTo(0.25);
    assertThat(disk.silence()).isTrue();
    assertThat(disk.stopOnResolve()).isTrue();
    assertThat(disk.minAge()).isEqualTo(Duration.ofSeconds(20));
    assertThat(disk.before())
        .isEqualTo(
            new PreStartSettings(PreStartSettings.WhenUnanswered.WAIT, Optional.of("up == 0")));
    assertThat(disk.escalate())
        .containsExactly(
            new EscalationStep(
                List.of("fail"),
                List.of(),
                Mode.AUTO,
                Risk.SAFE,
                Duration.ofMinutes(3),
                new Verify(Duration.ofMinutes(2), Duration.ofSeconds(5))));
  }

  @Test
  void what_is_printed_reads_back_as_the_same() {
    Configuration first = read(FULL, Map.of());
    Configuration second = read(first.effective(), Map.of());
    assertThat(second.handlers()).isEqualTo(first.handlers());
    assertThat(second.runs()).isEqualTo(first.runs());
    assertThat(second.intake()).isEqualTo(first.intake());
    assertThat(second.routines()).isEqualTo(first.routines());
    assertThat(second.freeze()).isEqualTo(first.freeze());
    assertThat(second.hostFrom()).isEqualTo(first.hostFrom());
  }

  @Test
  void the_environment_overrides() {
    assertThat(
            read(
                    FULL,
                    Map.of("PROMANSIBLE_RUNS_CONCURRENT", "9", "PROMANSIBLE_LISTEN", "127.0.0.1:1"))
                .runs()
                .concurrent())
        .isEqualTo(9);
  }
}
