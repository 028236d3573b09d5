package io.promansible.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RightsTest {
  private static final Map<String, Set<String>> GROUPS =
      Map.of("web", Set.of("web1", "web2"), "db", Set.of("db1"), "db1", Set.of("db1"));

  private static Rights rights(Grant... grants) {
    return Rights.of(List.of(grants), name -> GROUPS.getOrDefault(name, Set.of()));
  }

  private static Grant operator(List<String> hosts, List<String> handlers, List<String> roles) {
    return new Grant(AccessRole.OPERATOR, new Scope(hosts, handlers, roles));
  }

  private static Subject run(Collection<String> hosts, List<String> handlers, String... roles) {
    return new Subject(hosts, handlers, List.of(roles));
  }

  @Test
  void a_grant_for_a_group_covers_its_hosts_and_no_other() {
    Rights web = rights(operator(List.of("web"), List.of(), List.of()));
    assertThat(web.may(AccessRole.VIEWER, Subject.host("web1"))).isTrue();
    assertThat(web.may(AccessRole.VIEWER, Subject.host("db1"))).isFalse();
    assertThat(web.may(AccessRole.VIEWER, Subject.host("unknown"))).isFalse();
    assertThat(web.may(AccessRole.OPERATOR, run(List.of("web1", "web2"), List.of()))).isTrue();
    assertThat(web.may(AccessRole.OPERATOR, run(List.of("web1", "db1"), List.of()))).isFalse();
  }

  @Test
  void what_has_no_host_at_all_lies_in_no_group() {
    Rights web = rights(operator(List.of("web"), List.of(), List.of()));
    assertThat(web.may(AccessRole.VIEWER, run(List.of(), List.of("h")))).isFalse();
    assertThat(web.may(AccessRole.OPERATOR, Subject.EVERYTHING)).isFalse();
  }

  @Test
  void handlers_and_roles_are_whole_names_by_regular_expression() {
    Rights dba = rights(operator(List.of(), List.of("db-.*"), List.of("check_.*")));
    assertThat(dba.may(AccessRole.OPERATOR, new Subject(null, List.of("db-full"), null))).isTrue();
    assertThat(dba.may(AccessRole.OPERATOR, new Subject(null, List.of("a-db-full"), null)))
        .isFalse();
    assertThat(dba.may(AccessRole.OPERATOR, Subject.role("check_dns"))).isTrue();
    assertThat(dba.may(AccessRole.OPERATOR, Subject.role("restart_vpn"))).isFalse();
    assertThat(
            dba.may(
                AccessRole.OPERATOR,
                run(List.of("x"), List.of("db-full"), "check_dns", "restart_vpn")))
        .isFalse();
  }

  @Test
  void a_run_of_no_handler_is_not_the_business_of_who_has_some_handlers() {
    Rights dba = rights(operator(List.of(), List.of("db-.*"), List.of()));
    assertThat(dba.may(AccessRole.OPERATOR, run(List.of("db1"), List.of(), "check_dns"))).isFalse();
    assertThat(dba.may(AccessRole.OPERATOR, Subject.host("db1"))).isTrue();
  }

  @Test
  void one_grant_must_cover_all_of_a_subject() {
    Rights both =
        rights(
            operator(List.of("web"), List.of(), List.of()),
            operator(List.of("db"), List.of(), List.of()));
    assertThat(both.may(AccessRole.OPERATOR, Subject.host("web1"))).isTrue();
    assertThat(both.may(AccessRole.OPERATOR, Subject.host("db1"))).isTrue();
    assertThat(both.may(AccessRole.OPERATOR, run(List.of("web1", "db1"), List.of()))).isFalse();
  }

  @Test
  void a_token_may_no_more_than_its_owner_and_no_more_than_itself() {
    Rights owner = rights(operator(List.of("web"), List.of(), List.of()));
    Rights token = rights(Grant.everywhere(AccessRole.VIEWER)).within(owner);
    assertThat(token.may(AccessRole.VIEWER, Subject.host("web1"))).isTrue();
    assertThat(token.may(AccessRole.VIEWER, Subject.host("db1"))).isFalse();
    assertThat(token.may(AccessRole.OPERATOR, Subject.host("web1"))).isFalse();
    assertThat(token.everywhere(AccessRole.VIEWER)).isFalse();
  }

  @Test
  void no_grant_is_no_right() {
    assertThat(rights().may(AccessRole.WEBHOOK)).isFalse();
    assertThat(rights().may(AccessRole.VIEWER, Subject.host("web1"))).isFalse();
  }

  @ParameterizedTest
  @EnumSource(AccessRole.class)
  void who_may_everything_may_it_everywhere(AccessRole role) {
    Rights admin = rights(Grant.everywhere(AccessRole.ADMIN));
    assertThat(admin.everywhere(role)).isTrue();
    assertThat(admin.may(role, Subject.EVERYTHING)).isTrue();
    assertThat(admin.may(role, Subject.host("unknown"))).isTrue();
  }
}
