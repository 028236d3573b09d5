package io.promansible.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.promansible.kit.Alerts;
import io.promansible.kit.Portal;
import io.promansible.kit.Room;
import io.promansible.kit.Waiting;
import org.junit.jupiter.api.Test;

/** Pages of what is large: long logs, long values, forms of many options. */
class PortalLargeTest extends PortalService {
  private static final String MARKUP = "<script>alert(1)</script>\u202eback\u001b[31mred ";

  @Override
  String database() {
    return "runs: {log_max: 64MiB}";
  }

  @Override
  String handlers() {
    return super.handlers() + Room.handler("Wide", "wide", "");
  }

  @Override
  void prepare() {
    super.prepare();
    room.routineRole(
        "long",
        """
        - ansible.builtin.command: {cmd: seq 1 200000}
          register: long
        - ansible.builtin.debug: {var: long.stdout_lines}
        """);
    room.role("wide", "- ansible.builtin.debug: {msg: \"{{ '<b>wide</b>' * 100000 }}\"}\n");
    room.routineRole(
            "facts",
            """
            - ansible.builtin.set_fact:
                ansible_evil: "{{ '<script>alert(2)</script>' * 45000 }}"
                ansible_turned: "\\u202eback \\e[31mred"
                ansible_address: "javascript:alert(3)"
                cacheable: true
            """)
        .write("playbooks/routine/roles/facts/meta/promansible.yml", "gathers_facts: true");
    room.routineRole("tls", "- ansible.builtin.debug: {var: tls}\n")
        .write(
            "playbooks/routine/roles/tls/meta/argument_specs.yml",
            """
            argument_specs:
              main:
                options:
                  tls:
                    type: dict
                    required_if: [[state, present, [path]]]
                    options:
                      state: {type: str, choices: [present, absent], required: true}
                      path: {type: path, description: "The V(path) of C(key)."}
                      days: {type: int, default: 30}
                      key: {type: str, no_log: true}
            """);
  }

  private String run(String role, String hosts) {
    String id =
        Room.json(
                io.promansible.kit.Caller.text(
                    call.as(
                        ADMIN,
                        "POST",
                        "/api/v1/runs",
                        "{\"roles\": [\"%s\"], \"hosts\": \"%s\"}".formatted(role, hosts))))
            .path("id")
            .asText();
    Waiting.until(
        "the run to end",
        () -> get("/api/v1/runs/" + id).path("state").asText().equals("finished"));
    return id;
  }

  @Test
  void a_log_of_200_000_lines_is_searched_and_read_at_any_line() {
    String run = run("long", "web1");
    try (Portal.Window ann = as("ann")) {
      ann.open("/runs/" + run);
      ann.page().locator("details.task").last().waitFor();
      assertThat(ann.page().locator("#log li").count()).isLessThan(5_000);
      ann.page().fill("#log-search", "\"123456\"");
      ann.page().locator("#log li.hit").waitFor();
      assertThat(ann.page().locator("#log li.hit").innerText()).contains("\"123456\"");
      assertThat(ann.page().locator("#log-found").innerText()).isEqualTo("1 of 1");
      ann.page().fill("#log-search", "99999");
      ann.page()
          .locator("#log-found")
          .getByText(java.util.regex.Pattern.compile("1 of 2"))
          .waitFor();
      String line = ann.page().locator("#log li.hit").getAttribute("id");
      ann.open("/status").open("/runs/" + run + "#" + line);
      ann.page().locator("#" + line + ".marked").waitFor();
      assertThat(ann.page().locator("#log li").count()).isLessThan(5_000);
      assertThat(ann.complaints()).isEmpty();
    }
  }

  @Test
  void values_of_a_mebibyte_run_nothing_and_break_no_page() {
    ObjectNode wide = Alerts.firing("Wide", "web2");
    ((ObjectNode) wide.path("annotations")).put("summary", MARKUP.repeat(25_000));
    send(wide);
    String facts = run("facts", "web3");
    Waiting.until(
        "the wide run to end",
        () -> get("/api/v1/runs?handler=Wide&state=finished").path("runs").size() == 1);
    try (Portal.Window ann = as("ann")) {
      ann.look(390, 844, false);
      for (String path :
          new String[] {
            "/",
            "/alerts",
            "/alerts/" + idOf("/api/v1/alerts?alertname=Wide", "alerts"),
            "/runs",
            "/runs/" + idOf("/api/v1/runs?handler=Wide", "runs"),
            "/runs/" + idOf("/api/v1/runs?handler=Wide", "runs") + "?tab=tasks",
            "/runs/" + facts + "?tab=hosts",
            "/hosts/web2",
            "/hosts/web3"
          }) {
        ann.open(path);
        assertThat(ann.page().locator("h1").count()).as(path).isEqualTo(1);
        assertThat(ann.tooWide()).as(path + ": pixels too wide").isZero();
        assertThat(ann.page().content()).as(path).doesNotContain("\u202e", "href=\"javascript");
      }
      ann.page()
          .locator(
              "details", new com.microsoft.playwright.Page.LocatorOptions().setHasText(" facts"))
          .first()
          .click();
      assertThat(ann.text()).contains("<script>alert(2)</script>", "javascript:alert(3)");
      assertThat(ann.complaints()).isEmpty();
    }
  }

  @Test
  void options_of_a_mapping_have_fields_and_rules_of_their_own() {
    try (Portal.Window ann = as("ann")) {
      ann.open("/roles/tls?hosts=web4");
      assertThat(ann.text()).contains("Needed: path when state is present.", "The path of key.");
      ann.page().selectOption("[name='var.tls.state']", "present");
      ann.page().fill("[name='var.tls.key']", "hunter2-hunter2");
      ann.page().click("text=See what would happen");
      ann.await("needs path when state is present");
      ann.page().fill("[name='var.tls.path']", "/etc/key");
      ann.page().fill("[name='var.tls.days']", "soon");
      ann.page().click("text=See what would happen");
      ann.await("must be of type int");
      ann.page().fill("[name='var.tls.days']", "7");
      ann.page().click("text=See what would happen");
      ann.await("tls runs on 1 host");
      assertThat(ann.text()).contains("tls.path", "/etc/key").doesNotContain("hunter2");
      ann.page().click("text=Run it on 1 host");
      ann.page().waitForURL(java.util.regex.Pattern.compile(".*/runs/.*"));
      ann.await("PLAY RECAP");
      assertThat(ann.text()).contains("\"days\": 7").doesNotContain("hunter2");
      assertThat(ann.complaints()).isEmpty();
    }
  }
}
