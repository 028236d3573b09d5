package io.promansible.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.promansible.kit.Alerts;
import io.promansible.kit.Caller;
import io.promansible.kit.ContainerImage;
import io.promansible.kit.GitRepository;
import io.promansible.kit.Programs;
import io.promansible.kit.Room;
import io.promansible.kit.ServiceProcess;
import io.promansible.kit.Sshd;
import io.promansible.kit.Waiting;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Plays in containers of a real podman, on a host behind a real sshd. */
class ContainerTest {
  @TempDir private static Path store;
  private static ContainerImage image;

  @BeforeAll
  static void make() {
    image = new ContainerImage(store);
  }

  @AfterAll
  static void remove() {
    if (image != null) {
      image.close();
    }
  }

  private static Room room(Path folder, Path keys, Sshd sshd, String role, String tasks) {
    return new Room(folder)
        .write("hosts.yml", sshd.inventory("far1"))
        .role(role, tasks)
        .configure(image.settings(keys.toString()) + "handlers:\n" + Room.handler("Far", role, ""));
  }

  @Test
  void a_play_in_a_container_reaches_its_host_and_sees_no_more_than_it_needs(
      @TempDir Path folder, @TempDir Path keys) {
    try (Sshd sshd = new Sshd(keys);
        Room room =
            room(
                folder,
                keys,
                sshd,
                "far",
                """
                - ansible.builtin.stat: {path: "{{ item }}"}
                  delegate_to: localhost
                  vars: {ansible_connection: local, ansible_python_interpreter: /usr/bin/python3}
                  loop: [/run/.containerenv, %1$s/data/promansible.mv.db, %1$s/data/admin.token, %1$s/playbooks/ansible.cfg]
                  register: seen
                - ansible.builtin.copy: {dest: %1$s/seen, mode: '0600', content: "{{ seen.results | map(attribute='stat.exists') | join(' ') }}\\n"}
                - ansible.builtin.file: {path: %1$s/playbooks/written, state: touch, mode: '0600'}
                  delegate_to: localhost
                  vars: {ansible_connection: local, ansible_python_interpreter: /usr/bin/python3}
                  ignore_errors: true
                """
                    .formatted(folder));
        ServiceProcess service = ServiceProcess.start(room);
        Caller call = new Caller(service.url())) {
      call.awaitReady();
      call.accepted(Alerts.notification(Alerts.firing("Far", "far1")));
      JsonNode run = call.finishedRun("Far");
      assertThat(run.path("outcome").asText()).as(run.toString()).isEqualTo("succeeded");
      assertThat(run.path("recap").path("far1").path("ignored").asInt()).isEqualTo(1);
      assertThat(room.lines("seen")).containsExactly("True False False True");
      assertThat(room.file("playbooks/written")).doesNotExist();
      Waiting.until("the end of the container", () -> image.containers().isEmpty());
    }
  }

  @Test
  void it_outlives_the_service_is_adopted_and_cancelled(@TempDir Path folder, @TempDir Path keys) {
    try (Sshd sshd = new Sshd(keys);
        Room room =
            room(
                folder,
                keys,
                sshd,
                "lingers",
                "- ansible.builtin.command: {argv: [sh, -c, 'echo here >> %s/here; sleep 300']}\n"
                    .formatted(folder))) {
      String id;
      try (ServiceProcess service = ServiceProcess.start(room);
          Caller call = new Caller(service.url())) {
        call.awaitReady();
        call.accepted(Alerts.notification(Alerts.firing("Far", "far1")));
        Waiting.until("the play", () -> !room.lines("here").isEmpty());
        id = call.get("/api/v1/runs?state=running").path("runs").get(0).path("id").asText();
        service.kill();
      }
      assertThat(image.containers()).containsExactly("promansible-" + id);
      try (ServiceProcess service = ServiceProcess.start(room);
          Caller call = new Caller(service.url())) {
        call.awaitReady();
        assertThat(call.get("/api/v1/runs/" + id).path("state").asText()).isEqualTo("running");
        call.as(room.adminToken(), "POST", "/api/v1/runs/" + id + "/cancel", "{}");
        Waiting.until(
            "the end of the run",
            () -> call.get("/api/v1/runs/" + id).path("outcome").asText().equals("cancelled"));
        assertThat(image.containers()).isEmpty();
        assertThat(Programs.marked(id)).isEmpty();
        assertThat(room.lines("here")).hasSize(1);
      }
    }
  }

  @Test
  void a_job_in_a_container_has_what_lies_beside_its_playbook(@TempDir Path folder) {
    GitRepository repository = new GitRepository(folder.resolve("git"));
    repository
        .write("deploy/group_vars/all.yml", "ours: from the repository\n")
        .write("common/more.yml", "- ansible.builtin.debug: {msg: '{{ ours }} {{ color }}'}\n")
        .write(
            "deploy/site.yml",
            "- {hosts: all, gather_facts: false, tasks: [{ansible.builtin.include_tasks: ../common/more.yml}]}\n")
        .push("Site");
    try (Room room = new Room(folder.resolve("room")).configure(image.settings(""));
        ServiceProcess service = ServiceProcess.start(room);
        Caller call = new Caller(service.url())) {
      call.awaitReady();
      String playbook =
          "{\"name\":\"site\",\"git_repo\":\"%s\",\"entry\":\"deploy/site.yml\"}"
              .formatted(repository.bare());
      String inventory =
          "{\"name\":\"local\",\"env\":\"alpha\",\"version\":\"1\",\"hosts\":\"all: {hosts: {a1: }}\",\"vars\":\"all: {color: blue, ansible_connection: local, ansible_become: false}\"}";
      String job =
          "{\"env\":\"alpha\",\"playbook_id\":%d,\"inventory_id\":%d}"
              .formatted(
                  post(room, call, "/api/v1/playbook", playbook).path("id").asLong(),
                  post(room, call, "/api/v1/inventory", inventory).path("id").asLong());
      String id = post(room, call, "/api/v1/job", job).path("uuid").asText();
      Waiting.until(
          "the end of the job",
          () -> call.get("/api/v1/runs/" + id).path("state").asText().equals("finished"));
      JsonNode run = call.get("/api/v1/runs/" + id);
      assertThat(run.path("outcome").asText()).as(run.toString()).isEqualTo("succeeded");
      assertThat(Caller.text(call.send("GET", "/api/v1/runs/" + id + "/log", new byte[0])))
          .contains("from the repository blue");
    }
  }

  private static JsonNode post(Room room, Caller call, String path, String body) {
    return Room.json(Caller.text(call.as(room.adminToken(), "POST", path, body)));
  }

  @Test
  void an_image_that_is_not_there_holds_plays_back_and_says_so(
      @TempDir Path folder, @TempDir Path keys) {
    try (Sshd sshd = new Sshd(keys);
        Room room = room(folder, keys, sshd, "far", "- ansible.builtin.ping:\n")) {
      room.configure(
          image.settings("").replace("localhost/ansible", "localhost/gone")
              + "handlers:\n"
              + Room.handler("Far", "far", ""));
      try (ServiceProcess service = ServiceProcess.start(room);
          Caller call = new Caller(service.url())) {
        Waiting.until(
            "the trouble",
            () ->
                Caller.text(call.send("GET", "/-/ready", new byte[0])).contains("localhost/gone"));
      }
    }
  }
}
