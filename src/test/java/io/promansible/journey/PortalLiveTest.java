package io.promansible.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.microsoft.playwright.Locator;
import io.promansible.kit.Alerts;
import io.promansible.kit.Portal;
import io.promansible.kit.Relay;
import io.promansible.kit.Waiting;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What people see and do in pages that stay open. */
class PortalLiveTest extends PortalService {
  /** An alert that no other test sends. */
  private static ObjectNode fresh(String alertname, String host) {
    ObjectNode alert = Alerts.firing(alertname, host);
    ((ObjectNode) alert.path("labels")).put("copy", UUID.randomUUID().toString());
    return alert;
  }

  private static ObjectNode over(ObjectNode alert) {
    return alert
        .deepCopy()
        .put("status", "resolved")
        .put("endsAt", Alerts.later(java.time.Duration.ofMinutes(5)));
  }

  @Test
  void an_open_page_shows_the_fault_the_run_and_the_proof_by_itself() {
    try (Portal.Window ann = as("ann")) {
      ann.open("/").await("Nothing runs.");
      ann.page().evaluate("window.stays = true");
      ann.page().locator("#live[data-state=live]").waitFor();
      ObjectNode slow = fresh("Slow", "web5");
      send(slow);
      Locator run =
          ann.page()
              .locator(
                  "#running li",
                  new com.microsoft.playwright.Page.LocatorOptions().setHasText("slow"));
      run.getByText("task 2 of").waitFor();
      assertThat(ann.page().locator("#firing").innerText()).contains("Slow: started");
      ann.picture("readme-now");
      room.write("go", "");
      ann.page().locator("#running").getByText("Nothing runs.").waitFor();
      send(over(slow));
      ann.page().locator("#done").getByText("fixed").first().waitFor();
      assertThat(ann.page().evaluate("window.stays")).isEqualTo(true);
      assertThat(ann.complaints()).isEmpty();
    }
  }

  @Test
  void two_people_decide_at_once_and_one_is_told() {
    try (Portal.Window ann = as("ann");
        Portal.Window olga = as("olga")) {
      ObjectNode held = fresh("Held", "web6");
      send(held);
      for (Portal.Window one : List.of(ann, olga)) {
        one.open("/").await("run it on web6");
      }
      // The second page does not hear of the first one's decision before it decides.
      olga.page()
          .evaluate(
              "document.querySelectorAll('[data-part]').forEach(p => p.removeAttribute('data-part'))");
      card(ann, "web6").getByText("Approve: run it on web6").click();
      ann.await("is approved; it starts next");
      card(olga, "web6").getByText("Reject").click();
      olga.page().locator(".fault").waitFor();
      assertThat(olga.text()).containsPattern("(?i)held on web6: .*(approved|ann)");
      send(over(held));
    }
  }

  private static Locator card(Portal.Window window, String host) {
    return window
        .page()
        .locator("#needs li", new com.microsoft.playwright.Page.LocatorOptions().setHasText(host));
  }

  @Test
  void a_form_that_somebody_fills_in_stays_as_it_is() {
    try (Portal.Window ann = as("ann")) {
      ObjectNode held = fresh("Held", "web7");
      send(held);
      ann.open("/").await("run it on web7");
      Locator why = card(ann, "web7").locator("input[name=reason]");
      why.fill("because");
      ObjectNode other = fresh("Nobody", "web8");
      ((ObjectNode) other.path("labels")).put("alertname", "Another");
      send(other);
      ann.page().locator("#firing").getByText("Another").waitFor();
      assertThat(why.inputValue()).isEqualTo("because");
      assertThat(ann.page().evaluate("document.activeElement.name")).isEqualTo("reason");
      card(ann, "web7").getByText("Reject").click();
      ann.await("is rejected");
      assertThat(audit()).contains("because");
      send(over(held), over(other));
    }
  }

  @Test
  void a_lost_connection_is_told_and_mended() {
    try (Relay relay = new Relay(service.url());
        Portal.Window ann = portal.window()) {
      ann.open(relay.url() + "/login");
      ann.page().fill("[name=username]", "ann");
      ann.page().fill("[name=password]", PASSWORD);
      ann.page().click("main button");
      ann.open(relay.url() + "/alerts");
      ann.page().locator("#live[data-state=live]").waitFor();
      relay.cut();
      ann.page().locator("#live[data-state=lost]").waitFor();
      ObjectNode missed = fresh("Missed", "web9");
      send(missed);
      relay.mend();
      ann.page().locator("#live[data-state=live]").waitFor();
      ann.page().locator("#alerts").getByText("Missed").first().waitFor();
      send(over(missed));
    }
  }

  @Test
  void a_storm_does_not_freeze_the_page() {
    try (Portal.Window ann = as("ann")) {
      ann.open("/");
      ann.page().locator("#live[data-state=live]").waitFor();
      ann.page()
          .evaluate(
              "window.reads = 0; const f = window.fetch; window.fetch = (...a) => { window.reads++; return f(...a); }");
      List<ObjectNode> storm = new ArrayList<>();
      long began = System.nanoTime();
      for (int i = 0; i < 10; i++) {
        storm.clear();
        for (int j = 0; j < 100; j++) {
          storm.add(fresh("Storm", "web1"));
        }
        send(storm.toArray(ObjectNode[]::new));
      }
      Waiting.until(
          "the page to show all",
          () -> Integer.parseInt(ann.page().locator("#numbers b").first().innerText()) >= 1000);
      double seconds = (System.nanoTime() - began) / 1e9;
      assertThat(((Number) ann.page().evaluate("window.reads")).doubleValue())
          .isLessThanOrEqualTo(seconds * 2 + 2);
      send(storm.stream().map(PortalLiveTest::over).toArray(ObjectNode[]::new));
    }
  }

  @Test
  void everybody_sees_what_they_may_do_and_no_more() {
    ObjectNode web = fresh("Held", "web2");
    ObjectNode db = fresh("Held", "db1");
    send(web, db);
    try (Portal.Window vic = as("vic");
        Portal.Window wendy = as("wendy")) {
      vic.open("/").await("web2").await("db1");
      assertThat(vic.page().locator("main form").count()).isZero();
      assertThat(vic.page().locator("nav a[href='/people']").count()).isZero();
      vic.open("/roles/ping_once");
      assertThat(vic.page().locator("form.run-form").count()).isZero();
      wendy.open("/").await("run it on web2");
      assertThat(wendy.text()).doesNotContain("db1");
      wendy.open("/inventory");
      assertThat(wendy.text()).contains("web1").doesNotContain("db1");
      assertThat(wendy.page().navigate("/hosts/db1").status()).isEqualTo(404);
      assertThat(wendy.page().navigate("/status").status()).isEqualTo(403);
      wendy.open("/roles/ping_once");
      wendy.page().fill("form.run-form [name=hosts]", "web1:db1");
      wendy.page().click("form.run-form button");
      wendy.await("runs on 1 host").await("Left out, as your rights end before them: db1");
      assertThat(vic.complaints()).isEmpty();
    }
    send(over(web), over(db));
  }

  @Test
  void everything_is_reached_by_the_keyboard() {
    try (Portal.Window ann = as("ann")) {
      ann.open("/");
      ann.page().keyboard().press("g");
      ann.page().keyboard().press("r");
      ann.page().waitForURL("**/runs");
      ann.page().keyboard().press("?");
      ann.page().locator("#keys[open]").waitFor();
      ann.page().keyboard().press("Escape");
      ann.page().keyboard().press("g");
      ann.page().keyboard().press("i");
      ann.page().waitForURL("**/inventory");
      ann.page().keyboard().press("/");
      ann.page().keyboard().type("db1");
      ann.page().keyboard().press("Enter");
      ann.page().waitForURL("**/inventory?*q=db1*");
      assertThat(ann.text()).contains("db1").doesNotContain("web1");
    }
  }

  @Test
  void a_role_is_run_from_its_form_and_its_log_grows() {
    try (Portal.Window olga = as("olga")) {
      olga.open("/roles/ping_once");
      olga.page().fill("form.run-form [name=hosts]", "web1:nowhere");
      olga.page().click("form.run-form button");
      olga.await("This cannot run yet");
      olga.page().fill("form.run-form [name=hosts]", "web[1:2]");
      olga.page().check("[name=check]");
      olga.page().click("form.run-form button");
      olga.await("In check mode: ping_once runs on 2 hosts");
      olga.page().click("text=Run in check mode");
      olga.page().waitForURL("**/runs/*");
      olga.page().locator("#log summary").getByText("PLAY RECAP").waitFor();
      olga.page().locator("#head").getByText("succeeded").first().waitFor();
      olga.page().fill("#log-search", "OK: [WEB2]");
      olga.page().locator("#log-found").getByText("1 of 1").waitFor();
      olga.picture("readme-run");
      assertThat(olga.page().locator("#log li.hit").textContent()).contains("ok: [web2]");
      assertThat(olga.complaints()).isEmpty();
    }
  }

  @Test
  void a_handler_is_made_tried_switched_and_removed() {
    try (Portal.Window ann = as("ann");
        Portal.Window olga = as("olga")) {
      ObjectNode made = fresh("Made", "web1");
      send(made);
      ann.open("/alert-types?q=Made").page().click("text=Answer this");
      ann.page().fill("[name=name]", "made");
      ann.page().fill("[name=spec]", "matchers: ['alertname=\"Made\"']\nroles: [no_such_role]\n");
      ann.page().click("text=Save");
      ann.await("It is not in force").await("no_such_role");
      ann.page().fill("[name=spec]", "matchers: ['alertname=\"Made\"']\nroles: [note]\n");
      ann.page().fill("[name=labels]", "alertname: Made\ninstance: web1");
      ann.page().click("button[value=try]");
      ann.await("would have matched").await("It would not start: only observed");
      ann.page().click("text=Save");
      ann.await("It is made, and in force.");
      ann.page().waitForURL("**/handlers/made");
      olga.open("/handlers/made");
      olga.page().selectOption("[name=mode]", "auto");
      olga.page().fill("form.act [name=reason]", "trust");
      olga.page().click("text=Switch");
      olga.await("only admins switch a handler towards auto");
      ann.page().selectOption("[name=mode]", "auto");
      ann.page().fill("form.act [name=reason]", "it was right all the time");
      ann.page().click("text=Switch");
      ann.await("It acts by itself from now on.");
      Waiting.until(
          "the alert to be acted upon",
          () -> !get("/api/v1/runs?handler=made").path("runs").isEmpty());
      assertThat(audit()).contains("handler mode auto, was observe", "it was right all the time");
      ann.page().click("text=Remove…");
      ann.page().click("text=Remove made");
      ann.await("made is removed.");
      send(over(made));
    }
  }

  @Test
  void everything_is_stopped_and_goes_on_again() {
    try (Portal.Window ann = as("ann")) {
      ann.open("/holds");
      ann.page().locator("form[action='/holds/freeze'] [name=reason]").fill("stop it all");
      ann.page().locator("form[action='/holds/freeze'] button").click();
      ann.await("Frozen: all.");
      ObjectNode known = fresh("Known", "web3");
      send(known);
      ann.open("/").await("Everything is frozen: nothing starts");
      ann.page().locator("#firing").getByText("Known: frozen").waitFor();
      ann.open("/holds");
      ann.page().locator("form[action='/holds/thaw'] [name=reason]").fill("go on");
      ann.page().locator("form[action='/holds/thaw'] button").click();
      ann.await("Thawed: all.");
      Waiting.until(
          "the alert to be acted upon",
          () -> !get("/api/v1/runs?host=web3").path("runs").isEmpty());
      send(over(known));
    }
  }
}
