package io.promansible.doctor;

import io.promansible.config.Configuration;
import io.promansible.login.ldap.LdapDirectory;
import io.promansible.login.oidc.OidcLogin;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;

/** Asks the provider and the directory by which people log in. */
final class LoginCheckup {
  private final Configuration configuration;
  private final DoctorReport report;

  // It measures only for how long an answer is believed, and this one is asked for once.
  private final Clock clock = Clock.fixed(Instant.EPOCH, ZoneOffset.UTC);

  LoginCheckup(Configuration configuration, DoctorReport report) {
    this.configuration = configuration;
    this.report = report;
  }

  void check() {
    configuration
        .login()
        .oidc()
        .ifPresent(oidc ->
            tell(
                "log-in by " + oidc.name(),
                new OidcLogin(() -> configuration.login().oidc(), clock).trouble()));
    if (configuration.login().ldap().isPresent()) {
      tell(
          "log-in by the directory",
          new LdapDirectory(() -> configuration.login().ldap()).trouble());
    }
  }

  private void tell(String what, Optional<String> trouble) {
    trouble.ifPresentOrElse(
        why -> report.bad("log-in", what + ": " + why + "; until then nobody can log in that way"),
        () -> report.good("log-in", what + " answers, and can be used"));
  }
}
