package io.promansible.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.promansible.kit.Alerts;
import io.promansible.kit.Portal;
import io.promansible.kit.Room;
import io.promansible.kit.Waiting;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Every page, in both themes and on a phone, with texts in it that want to do harm. */
class PortalPagesTest extends PortalService {
  private static final String MARKUP =
      "<script>alert(1)</script><img src=x onerror=alert(2)>\u202eback \u001b[31mred\u001b]0;title\u0007";

  private final Map<String, String> pages = new LinkedHashMap<>();

  @Override
  String handlers() {
    return super.handlers() + Room.handler("Nasty", "nasty", "");
  }

  @Override
  void prepare() {
    super.prepare();
    room.role(
        "nasty",
        "- name: \"%s\"\n  ansible.builtin.ping:\n- ansible.builtin.fail: {msg: 'it <b>broke</b>'}\n"
            .formatted("<script>alert(3)</script> \\e[31mred\\e[0m \\e]8;;http://evil\\a \\u202e"));
    room.write(
        "playbooks/alert/roles/nasty/README.md",
        "# Nasty\n<script>alert(4)</script>\n\n[a](javascript:alert(5)) [b](//evil.example) ![p](http://evil.example/x.png) [ok](https://good.example)\n");
    room.write(
        "hosts.yml",
        Room.LOCAL_HOSTS.replace("db1: {", "db1: {motd: '<script>alert(6)</script>', "));
  }

  @BeforeAll
  void fill() {
    ObjectNode nasty = Alerts.firing("Nasty", "web1");
    ((ObjectNode) nasty.path("labels")).put("team", MARKUP);
    ((ObjectNode) nasty.path("annotations"))
        .put("summary", MARKUP)
        .put("runbook_url", "javascript:alert(7)")
        .put("good", "https://runbooks.example/x")
        .put("long", "x".repeat(20_000));
    send(
        nasty,
        Alerts.firing("Known", "web2"),
        Alerts.firing("Held", "web3"),
        Alerts.firing("Nobody", "web4"));
    send(Alerts.resolved("Known", "web2"));
    Waiting.until(
        "two runs to end", () -> get("/api/v1/runs?state=finished").path("runs").size() >= 2);
    String alert = idOf("/api/v1/alerts?alertname=Nasty", "alerts");
    String run = idOf("/api/v1/runs?handler=Nasty", "runs");
    pages.put("now", "/");
    pages.put("alerts", "/alerts");
    pages.put("alerts-all", "/alerts?tab=all");
    pages.put("alert", "/alerts/" + alert);
    pages.put("runs", "/runs");
    pages.put("run", "/runs/" + run);
    pages.put("run-tasks", "/runs/" + run + "?tab=tasks");
    pages.put("run-hosts", "/runs/" + run + "?tab=hosts");
    pages.put("run-playbook", "/runs/" + run + "?tab=playbook");
    pages.put("holds", "/holds");
    pages.put("handlers", "/handlers");
    pages.put("handler", "/handlers/Nasty");
    pages.put("handler-new", "/handlers/new?alertname=Nobody");
    pages.put("alert-types", "/alert-types");
    pages.put("roles", "/roles");
    pages.put("role", "/roles/nasty");
    pages.put("projects", "/projects");
    pages.put("routines", "/routines");
    pages.put("routine-new", "/routines/edit");
    pages.put("inventory", "/inventory");
    pages.put("host", "/hosts/db1");
    pages.put("audit", "/audit");
    pages.put("status", "/status");
    pages.put("welcome", "/welcome");
    pages.put("people", "/people");
    pages.put("tokens", "/tokens");
    pages.put("account", "/account");
  }

  @Test
  void every_page_can_be_read_in_both_themes_and_on_a_phone() {
    try (Portal.Window ann = as("ann")) {
      SoftAssertions all = new SoftAssertions();
      pages.forEach((name, path) -> {
        ann.look(1280, 900, false).open(path).picture(name);
        all.assertThat(ann.barriers()).as(name + ", light").isEmpty();
        ann.look(1280, 900, true).picture(name + "-dark");
        all.assertThat(ann.barriers()).as(name + ", dark").isEmpty();
        ann.look(390, 844, false).picture(name + "-phone");
        all.assertThat(ann.tooWide()).as(name + " on a phone: pixels too wide").isZero();
      });
      all.assertThat(ann.complaints()).as("what the browser complains about").isEmpty();
      all.assertAll();
    }
  }

  @Test
  void links_that_others_wrote_lead_by_http_only() {
    try (Portal.Window ann = as("ann")) {
      ann.open(pages.get("alert"));
      List<Object> hrefs = hrefs(ann);
      assertThat(hrefs).contains("https://runbooks.example/x").noneMatch(this::harmful);
      ann.open("/roles/nasty");
      assertThat(hrefs(ann)).contains("https://good.example").noneMatch(this::harmful);
      assertThat(ann.page().locator("main img").count()).isZero();
    }
  }

  @SuppressWarnings("unchecked")
  private static List<Object> hrefs(Portal.Window window) {
    return (List<Object>)
        window
            .page()
            .evaluate("[...document.querySelectorAll('a')].map(a => a.getAttribute('href'))");
  }

  private boolean harmful(Object href) {
    return href.toString().startsWith("javascript") || href.toString().startsWith("//");
  }

  @Test
  void no_text_of_others_turns_the_text_of_a_page() {
    try (Portal.Window ann = as("ann")) {
      ann.open(pages.get("alert"));
      assertThat(ann.text()).contains("<U+202E>back <U+001B>[31mred").doesNotContain("\u202e");
    }
  }

  @Test
  void a_log_shows_what_a_terminal_would_act_upon() {
    try (Portal.Window ann = as("ann")) {
      ann.open(pages.get("run")).await("it <b>broke</b>");
      assertThat(ann.page().locator("#log span.f1").first().textContent()).startsWith("red");
      assertThat(ann.page().locator("#log").textContent())
          .contains("<script>alert(3)</script>", "␛]8;;http://evil␇", "<U+202E>");
      assertThat(ann.complaints()).isEmpty();
    }
  }

  @Test
  void pages_can_be_read_without_scripts() {
    try (Portal.Window ann = portal.withoutScripts().logIn("ann", PASSWORD)) {
      pages.forEach((name, path) -> {
        ann.open(path);
        assertThat(ann.page().locator("h1").count()).as(name).isEqualTo(1);
      });
      ann.open("/alerts?tab=all&filter=" + "alertname%3D%22Known%22");
      assertThat(ann.text()).contains("Known").doesNotContain("Nobody");
      ann.open(pages.get("run"));
      assertThat(ann.text()).contains("PLAY RECAP");
    }
  }

  @Test
  void files_of_pages_are_small_and_kept_for_ever() {
    long script = 0;
    long style = 0;
    try (Portal.Window ann = as("ann")) {
      ann.open("/");
      for (Object src :
          (List<?>)
              ann.page()
                  .evaluate(
                      "[...document.querySelectorAll('script[src],link[rel=stylesheet]')].map(e => e.src || e.href)")) {
        var answer = visitor().send("GET", src.toString(), null, "Accept-Encoding", "gzip");
        assertThat(answer.headers().firstValue("Cache-Control"))
            .hasValueSatisfying(value -> assertThat(value).contains("immutable"));
        assertThat(answer.headers().firstValue("ETag")).isPresent();
        long size = answer.headers().firstValueAsLong("Content-Length").orElse(1_000_000);
        if (src.toString().contains(".css")) {
          style += size;
        } else {
          script += size;
        }
      }
    }
    assertThat(script).isPositive().isLessThan(60_000);
    assertThat(style).isPositive().isLessThan(25_000);
  }
}
