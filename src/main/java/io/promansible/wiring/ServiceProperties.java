package io.promansible.wiring;

import io.promansible.config.Configuration;
import io.promansible.database.ClosedConnection;
import io.promansible.database.Database;
import io.promansible.http.RequestThreads;
import io.promansible.http.TlsSettings;
import java.util.HashMap;
import java.util.Map;

/** Micronaut's properties for a configuration. */
final class ServiceProperties {
  private ServiceProperties() {}

  /** All properties. */
  static Map<String, Object> of(Configuration configuration) {
    Map<String, Object> properties = new HashMap<>();
    properties.put("micronaut.server.host", configuration.listen().host());
    properties.put(
        "micronaut.server.port",
        configuration.listen().port() == 0 ? -1 : configuration.listen().port());
    properties.put("micronaut.server.max-request-size", configuration.intake().bodyMax());
    // Micronaut's default of 10 MiB would apply before.
    properties.put("micronaut.server.max-request-buffer-size", configuration.intake().bodyMax());
    properties.put("micronaut.server.netty.max-header-size", 16 << 10);
    // The time in which we work counts as idle, too, and reading an inventory may take long.
    properties.put(
        "micronaut.server.idle-timeout",
        configuration.ansible().inventoryTimeout().plusMinutes(1).toSeconds() + "s");
    properties.putAll(RequestThreads.properties());
    // Micronaut leaves out what is empty; an empty list is an answer too.
    properties.put("jackson.serialization-inclusion", "ALWAYS");
    // If a misspelt key were ignored, something else would be done than was asked for.
    properties.put("jackson.deserialization.fail-on-unknown-properties", true);
    properties.put("jackson.serialization.write-dates-as-timestamps", false);
    configuration.tls().ifPresent(tls -> properties.putAll(ofTls(configuration, tls)));
    properties.putAll(ofDatabase(configuration));
    properties.put("flyway.datasources.default.enabled", true);
    // Flyway brings endpoints of Micronaut along; ours are the only routes.
    properties.put("endpoints.all.enabled", false);
    return properties;
  }

  private static Map<String, Object> ofTls(Configuration configuration, TlsSettings tls) {
    Map<String, Object> properties = new HashMap<>();
    String file = "micronaut.certificate.file.own.";
    properties.put(file + "path", tls.key());
    properties.put(file + "certificate-path", tls.certificate());
    properties.put(file + "format", "PEM");
    properties.put(file + "refresh-mode", "FILE_WATCHER_OR_SCHEDULER");
    properties.put(file + "refresh-interval", "5s");
    String ssl = "micronaut.server.ssl.";
    properties.put(ssl + "enabled", true);
    properties.put(ssl + "key-name", "own");
    properties.put(
        ssl + "port", configuration.listen().port() == 0 ? -1 : configuration.listen().port());
    return properties;
  }

  private static Map<String, Object> ofDatabase(Configuration configuration) {
    Database database = configuration.database();
    Map<String, Object> properties = new HashMap<>();
    properties.put("datasources.default.url", database.url());
    properties.put("datasources.default.username", database.username());
    properties.put("datasources.default.password", database.password());
    properties.put("datasources.default.dialect", "POSTGRES");
    properties.put("datasources.default.schema-generate", "NONE");
    properties.put("datasources.default.maximum-pool-size", configuration.runs().concurrent() + 10);
    properties.put("datasources.default.connection-timeout", 2000);
    if (!database.embedded()) {
      // A session that sleeps must not hold up others: limit how long locks are waited for and
      // held. A plan that is kept is that of the tables as they were, which may have been empty.
      properties.put(
          "datasources.default.connection-init-sql",
          "SET lock_timeout = '5s'; SET statement_timeout = '9s'; SET tcp_user_timeout = '10s';"
              + " SET idle_in_transaction_session_timeout = '10s';"
              + " SET plan_cache_mode = 'force_custom_plan'");
      properties.put("flyway.datasources.default.url", database.patientUrl());
      properties.put("flyway.datasources.default.user", database.username());
      properties.put("flyway.datasources.default.password", database.password());
    }
    if (database.embedded()) {
      properties.put(
          "datasources.default.exception-override-class-name", ClosedConnection.class.getName());
    }
    return properties;
  }
}
