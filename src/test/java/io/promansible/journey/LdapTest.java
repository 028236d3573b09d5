package io.promansible.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.promansible.kit.Caller;
import io.promansible.kit.FilesWith;
import io.promansible.kit.Room;
import io.promansible.kit.Slapd;
import io.promansible.kit.Visitor;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** People log in by a real slapd. */
class LdapTest extends PeopleService {
  private Slapd slapd;

  @Override
  void prepare() {
    slapd = new Slapd(room.file("slapd"));
    room.write("searcher", Slapd.SEARCHER_SECRET);
  }

  @Override
  String access() {
    return ldap("url: '%s'".formatted(slapd.tls()), slapd.certificate().toString());
  }

  private static String ldap(String where, String ca) {
    return """
      ldap:
        %s
        tls: {ca: '%s'}
        bind_dn: cn=promansible,ou=services,dc=example,dc=org
        bind_password_file: ./searcher
        users: {base: 'ou=people,dc=example,dc=org'}
        groups: {base: 'ou=groups,dc=example,dc=org'}
        timeout: 2s
      grants:
        - {group: staff, role: viewer}
        - {group: dba, role: operator, hosts: db}
    """
        .formatted(where, ca);
  }

  /** Guesses of one test must not slow the next. */
  @BeforeEach
  void later() {
    clock.move(Duration.ofHours(2));
  }

  @AfterAll
  void stop() {
    for (String secret : List.of(Slapd.SEARCHER_SECRET, "ann-secret", "bob-secret")) {
      assertThat(FilesWith.text(room.file("data"), secret)).as(secret).isEmpty();
    }
    slapd.close();
  }

  private void configure(String where, String ca) {
    room.configure(
        "access:\n  tokens: [{name: admin, role: admin, token_file: ./admin}]\n"
            + ldap(where, ca)
            + "handlers: []\n");
    HttpResponse<byte[]> answer = call.as(ADMIN, "POST", "/-/reload", "");
    assertThat(answer.statusCode()).as(Caller.text(answer)).isEqualTo(200);
  }

  private static void assertEntered(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(303);
  }

  @Test
  void a_person_has_the_rights_of_groups_and_of_groups_of_groups() {
    try (Visitor ann = visitor()) {
      assertEntered(ann.logIn("ann", "ann-secret"));
      assertThat(ann.page("/account").body())
          .contains("viewer", "operator (hosts db)", "dba, ops, staff");
    }
    assertThat(Caller.text(call.as(ADMIN, "GET", "/api/v1/users/ann", "")))
        .contains("\"provider\":\"ldap\"", "\"groups\":[\"dba\",\"ops\",\"staff\"]");
  }

  @Test
  void groups_that_contain_each_other_come_to_an_end() {
    try (Visitor bob = visitor()) {
      assertEntered(bob.logIn("bob", "bob-secret"));
      assertThat(bob.page("/account").body()).contains("ring-a, ring-b, staff, viewers");
    }
  }

  @Test
  void a_name_with_signs_of_filters_and_dns_finds_its_groups() {
    try (Visitor jo = visitor()) {
      assertEntered(jo.logIn("jo", "jo-secret"));
      assertThat(jo.page("/account").body()).contains("dba, ops, staff");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"wrong", "", " ", "ann-secret "})
  void a_wrong_password_is_refused(String password) {
    try (Visitor visitor = visitor()) {
      assertThat(visitor.logIn("ann", password).statusCode()).isEqualTo(401);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"*", "a*", "ann)(uid=*", "ann)(|(uid=bob", "*)(uid=ann", "\\61nn"})
  void a_name_is_never_a_filter(String name) {
    try (Visitor visitor = visitor()) {
      HttpResponse<String> answer = visitor.logIn(name, "ann-secret");
      assertThat(answer.statusCode()).isEqualTo(401);
      assertThat(answer.body()).contains("the name or the password is wrong");
    }
  }

  @Test
  void who_is_in_no_group_with_a_grant_is_told_so() {
    try (Visitor visitor = visitor()) {
      assertThat(visitor.logIn("nogroup", "nogroup-secret").body()).contains("no grant names");
    }
  }

  @Test
  void a_directory_that_is_down_or_not_trusted_lets_nobody_in_and_says_so() {
    try (Visitor open = visitor();
        Visitor visitor = visitor()) {
      open.logIn("ann", "ann-secret");
      slapd.stop();
      try {
        HttpResponse<String> answer = visitor.logIn("bob", "bob-secret");
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.body()).contains("cannot be reached");
        assertThat(Room.json(open.send("GET", "/api/v1/me", null).body()).path("name").asText())
            .isEqualTo("ann");
        // Our own accounts need no directory.
        add("local", "viewer");
        assertThat(visitor.logIn("local", PASSWORD).statusCode()).isEqualTo(303);
      } finally {
        slapd.start();
      }
      configure("url: '%s'".formatted(slapd.tls()), "/etc/ssl/certs/ca-certificates.crt");
      assertThat(visitor.logIn("bob", "bob-secret").body()).contains("cannot be reached");
      configure(
          "url: '%s'\n    starttls: true".formatted(slapd.plain()), slapd.certificate().toString());
      assertEntered(visitor.logIn("bob", "bob-secret"));
      configure(
          "url: ['ldaps://127.0.0.1:1', '%s']".formatted(slapd.tls()),
          slapd.certificate().toString());
      assertEntered(visitor.logIn("bob", "bob-secret"));
    }
  }
}
