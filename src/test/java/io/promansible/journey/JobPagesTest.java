package io.promansible.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.options.SelectOption;
import io.promansible.kit.Portal;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The page of jobs. */
class JobPagesTest extends JobsService {
  @Test
  void a_person_stores_asks_and_runs_in_the_portal() {
    add("paula", "admin");
    inventory("5", "all: {hosts: {p1: , p9: }}");
    try (Portal portal = new Portal(service.url())) {
      Portal.Window paula = portal.window().logIn("paula", PASSWORD);
      paula.open("/jobs");
      paula.page().click("text=Add a playbook");
      paula.page().fill("[name=git_repo]", repository.bare().toString());
      paula.page().locator("form[action='/jobs/playbooks'] [name=name]").fill("by hand");
      paula.page().fill("[name=entry]", "deploy/site.yml");
      paula.page().click("text=Add it");
      paula.await("The playbook can be used.");
      paula.page().click("text=Store an inventory");
      paula.page().locator("form[action='/jobs/inventories'] [name=name]").fill("local");
      paula.page().fill("[name=env]", "alpha");
      paula.page().fill("[name=version]", "6");
      paula.page().fill("[name=hosts]", "all: {hosts: [");
      paula.page().click("button:has-text('Store it')");
      paula.page().locator(".fault").waitFor();
      paula.page().click("text=Store an inventory");
      paula.page().locator("form[action='/jobs/inventories'] [name=name]").fill("local");
      paula.page().fill("[name=env]", "alpha");
      paula.page().fill("[name=version]", "6");
      paula.page().fill("[name=hosts]", "all: {hosts: {p1: , p2: }}");
      paula
          .page()
          .fill(
              "[name=vars]",
              "all: {color: green, ansible_connection: local, ansible_become: false}");
      paula.page().click("button:has-text('Store it')");
      paula.await("The inventory is stored.");
      assertThat(paula.barriers()).isEmpty();
      paula.picture("jobs");
      paula.page().locator("a[href^='/jobs/inventories/']").first().click();
      paula.await("What differs from version 5");
      assertThat(paula.text()).contains("+all: {hosts: {p1: , p2: }}");
      assertThat(paula.barriers()).isEmpty();
      paula.picture("stored-inventory");
      paula.open("/jobs");
      paula.page().selectOption("[name=playbook]", new SelectOption().setLabel("by hand"));
      paula.page().selectOption("[name=inventory]", new SelectOption().setLabel("local 6, alpha"));
      paula.page().click("text=See what would happen");
      paula.await("plays on at most 2 hosts");
      paula.page().click("button:has-text('Run the job')");
      paula.page().waitForURL(Pattern.compile(".*/runs/.*"));
      paula.await("FROM THE REPOSITORY green");
      paula.open("/jobs");
      paula.page().click("text=Make an app");
      paula.page().fill("[name=appid]", "shop");
      paula.page().click("button:has-text('Make it')");
      paula.await("Now say which playbooks and inventories belong to it.");
      paula.page().selectOption("[name=playbook]", new SelectOption().setLabel("by hand"));
      paula.page().click("button:has-text('Add it') >> nth=0");
      paula.await("It belongs to the app.");
      paula.page().selectOption("[name=inventory]", new SelectOption().setLabel("local 6, alpha"));
      paula.page().click("button:has-text('Add it') >> nth=-1");
      paula.await("Run a job of it");
      assertThat(paula.barriers()).isEmpty();
      paula.picture("app");
      paula.page().locator("a[href^='/jobs/inventories/']").first().click();
      paula.page().click("text=Store the next version");
      paula.page().fill("[name=version]", "7");
      paula.page().click("button:has-text('Store it')");
      paula.await("The version is stored.");
      paula.open("/jobs").look(390, 844, false);
      assertThat(paula.tooWide()).isZero();
      assertThat(paula.complaints()).isEmpty();
    }
  }
}
