package io.promansible.config;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.promansible.fault.InputFault;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Faults of a configuration. */
class ConfigurationFaultsTest extends ConfigurationRoom {
  @ParameterizedTest
  @CsvSource(
      delimiter = '¦',
      value = {
        "handlers: [{name: a, matchers: ['x=y'], roles: [nots]}] ¦ not in the role catalog; did you mean 'note'?",
        "handlers: [{name: a, matchers: ['x=~\"(\"'], roles: [note]}] ¦ not a regular expression",
        "handlers: [{name: a, roles: [note]}] ¦ 'handlers[0].matchers' is missing",
        "handlers: [{name: a, matchers: ['x=y'], roles: [note], mode: automatic}] ¦ not one of observe, approve, auto",
        "handlers: [{name: a, matchers: ['x=y'], roles: [note], limits: {share: 120%}}] ¦ not a share from 0% to 100%",
        "handlers: [{name: a, matchers: ['x=y'], roles: [note], escalate: [{roles: [nowhere]}]}] ¦ 'handlers[0].escalate[0].roles' names the role 'nowhere'",
        "handlers: [{name: a, matchers: ['x=y'], roles: [note]}, {name: a, matchers: ['x=y'], roles: [note]}] ¦ names must differ",
        "routines: [{name: r, cron: '0 0 31 2 *', hosts: web, roles: [check_dns]}] ¦ never fires",
        "routines: [{name: r, cron: '@daily', timezone: Mars/Base, hosts: web, roles: [check_dns]}] ¦ not a time zone",
        "runs: {timeout: 5} ¦ not a duration",
        "listen: 0.0.0.0:9595 ¦ needs access.tokens",
        "handlers: [{name: a, matchers: ['x=y'], roles: [note], before_start: {confirm: up}}] ¦ prometheus",
        "handlers: [{name: a, matchers: ['x=y'], roles: [note], before_start: {unanswered: no}}] ¦ not one of wait, start",
        "limits: {alerting: 130%} ¦ not a share from 0% to 100%",
        "freeze: [{name: f, cron: '0 0 31 2 *', duration: 1h}] ¦ never fires",
        "alertmanager: {url: [nowhere]} ¦ 'alertmanager.url' is wrong",
        "listen: nowhere ¦ not an address and a port",
        "access: {tokens: [{name: a, role: boss, token_file: ./token}]} ¦ not one of webhook, inventory, viewer, operator, admin",
        "access: {tokens: [{name: a, role: viewer, token_file: ./missing}]} ¦ which does not exist",
        "database: {url: 'jdbc:mysql://x'} ¦ must begin with jdbc:h2: or jdbc:postgresql:",
        "alertmanager: {url: 'ftp://x'} ¦ not an http:// or https:// address",
        "handlers: [{name: a, matchers: ['x=y'], roles: [note], vars: {a: !vault x}}] ¦ 'handlers[0].vars' is wrong",
        "handlers: [{name: a, matchers: ['x=y'], roles: [note], vars: {a: {5: x}}}] ¦ the key 5 is no text",
        "runs: {timeout: 999999999y} ¦ longer than time lasts",
        "hanlders: [] ¦ did you mean 'handlers'?",
        "access: {tokens: [{name: a, role: viewer, token: abc}]} ¦ is no place for secrets",
        "alertmanager: {url: 'http://u:geheim@am'} ¦ give basic_auth",
        "prometheus: {url: 'http://u:geheim@am'} ¦ give basic_auth",
        "alertmanager: {url: '127.0.0.1:9093'} ¦ is not an http:// or https:// address",
        "alertmanager: {basic_auth: {username: a}} ¦ go together",
        "alertmanager: {headers: {Authorization: x}} ¦ would show a secret",
        "prometheus: {tls: {certificate: ./token}} ¦ go together",
        "tls: {certificate: ./missing, key: ./token} ¦ does not exist",
        "tls: {certificate: ./token} ¦ 'tls.key' is missing",
        "tls: {certificate: ./token, key: ./token} ¦ 'tls.certificate' cannot be used",
        "ansible: {environment: ['A*B']} ¦ write names of variables",
        "ansible: {environment: ['PROMANSIBLE_*']} ¦ Promansible's own",
        "ansible: {vault_password_files: [./missing]} ¦ which does not exist",
        "host_from: {pattern: '('} ¦ not a regular expression",
        "handlers: [{name: a, matchers: ['{}'], roles: [note]}] ¦ would match every alert",
        "handlers: [{name: a, matchers: ['x=y'], roles: [note], verify: {confirm: up}}] ¦ prometheus",
        "freeze: [{name: f, cron: '@daily', for: 8h}] ¦ is called 'duration' here",
        "routines: [{name: r, cron: '*/15 * * *', hosts: web, roles: [check_dns]}] ¦ a cron has five",
        "routines: [{name: r, cron: '@fortnightly', hosts: web, roles: [check_dns]}] ¦ not one of @hourly",
        "access: {grants: [{role: viewer}]} ¦ a grant needs one of 'user' and 'group'",
        "access: {grants: [{user: a, group: b, role: viewer}]} ¦ and not both",
        "access: {grants: [{user: a, role: admin, hosts: web}]} ¦ which holds everywhere",
        "access: {grants: [{user: a, role: viewer, handlers: ['(']}]} ¦ 'access.grants[0].handlers' is wrong: '(' is not a regular expression",
        "access: {grants: [{user: a, role: viewer, host: web}]} ¦ did you mean 'hosts'?",
        "access: {tokens: [{name: a, role: webhook, hosts: web, token_file: ./token}]} ¦ which holds everywhere",
        "access: {anonymous: operator} ¦ not one of auto, none, inventory, viewer",
        "access: {sessions: {idle: 8d}} ¦ longer than 'whole'",
        "access: {oidc: {client_id: c}} ¦ 'access.oidc.issuer' must be given",
        "access: {oidc: {issuer: 'https://sso'}} ¦ 'access.oidc.client_id' is missing",
        "access: {oidc: {issuer: 'http://sso.example', client_id: c}} ¦ must begin with https",
        "access: {oidc: {issuer: 'https://sso', client_id: c, client_secret: s}} ¦ put it into a file",
        "access: {oidc: {issuer: 'https://sso', client_id: c, client_secret_file: ./missing}} ¦ which does not exist",
        "access: {ldap: {url: 'ldap://directory.example', users: {base: 'dc=x'}, groups: {base: 'dc=x'}}} ¦ in the clear",
        "access: {ldap: {url: 'ldaps://d', starttls: true, users: {base: 'dc=x'}, groups: {base: 'dc=x'}}} ¦ two ways to the same",
        "access: {ldap: {url: 'http://d', users: {base: 'dc=x'}, groups: {base: 'dc=x'}}} ¦ no address of a directory",
        "access: {ldap: {url: 'ldaps://d', users: {base: 'x'}, groups: {base: 'dc=x'}}} ¦ 'access.ldap.users.base' is no DN",
        "access: {ldap: {url: 'ldaps://d', users: {base: 'dc=x', filter: '(uid=ann)'}, groups: {base: 'dc=x'}}} ¦ must contain {username}",
        "access: {ldap: {url: 'ldaps://d', users: {base: 'dc=x', filter: '(uid={username}'}, groups: {base: 'dc=x'}}} ¦ no filter of LDAP",
        "access: {ldap: {url: 'ldaps://d', bind_dn: 'cn=a', users: {base: 'dc=x'}, groups: {base: 'dc=x'}}} ¦ go together",
        "trusted_proxies: [proxy] ¦ no address and no network",
        "audit: {keep: 1h} ¦ must be at least 1d",
      })
  void a_fault_names_its_line_and_what_to_do(String text, String message) {
    assertThatThrownBy(() -> read(text, Map.of()))
        .isInstanceOf(InputFault.class)
        .hasMessageContaining("pm.yml:1")
        .hasMessageContaining(message);
  }
}
