package io.promansible.wiring;

import io.micronaut.context.ApplicationContext;
import io.micronaut.inject.qualifiers.Qualifiers;
import io.micronaut.runtime.server.EmbeddedServer;
import io.promansible.access.GeneratedToken;
import io.promansible.config.Configuration;
import io.promansible.config.CurrentConfiguration;
import io.promansible.config.Reload;
import io.promansible.database.DatabaseClock;
import io.promansible.disk.PrivateFiles;
import io.promansible.fault.WorldFault;
import io.promansible.http.RequestThreads;
import io.promansible.identity.FirstAdmin;
import io.promansible.node.Peers;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Gauge;
import io.prometheus.client.hotspot.DefaultExports;
import java.io.IOException;
import java.net.URI;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running service. */
public final class Service implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Service.class);

  private final ApplicationContext context;

  private Service(ApplicationContext context) {
    this.context = context;
  }

  /**
   * Starts a service and returns when it listens.
   *
   * @throws io.promansible.fault.InputFault when the configuration is faulty
   */
  public static Service start(Path file, Map<String, String> environment) {
    // The only clock; microseconds, as the databases keep no more and would round.
    return start(
        file,
        environment,
        new DatabaseClock(Clock.tick(Clock.systemUTC(), Duration.ofNanos(1000))));
  }

  /**
   * Starts a service by another clock, for tests that set it.
   *
   * @param clock with ticks of a microsecond
   */
  public static Service start(Path file, Map<String, String> environment, Clock clock) {
    Configuration configuration = FirstReading.of(file, environment, clock);
    makeFolder(configuration);
    CollectorRegistry metrics = new CollectorRegistry();
    DefaultExports.register(metrics);
    CurrentConfiguration current =
        new CurrentConfiguration(file, environment, configuration, clock, metrics);
    ApplicationContext context = start(configuration, current, clock, metrics);
    Service service = new Service(context);
    service.announce(configuration, metrics);
    return service;
  }

  private static ApplicationContext start(
      Configuration configuration,
      CurrentConfiguration current,
      Clock clock,
      CollectorRegistry metrics) {
    // Not Micronaut.run: that ends the JVM by itself when a start fails.
    ApplicationContext context =
        ApplicationContext.builder()
            .deduceEnvironment(false)
            .properties(ServiceProperties.of(configuration))
            .singletons(current, clock, metrics)
            .build();
    try {
      context.start();
      context.getBean(Lifecycle.class).start();
      RequestThreads.start(name -> context.getBean(ExecutorService.class, Qualifiers.byName(name)));
      context.getBean(EmbeddedServer.class).start();
      return context;
    } catch (RuntimeException e) {
      context.close();
      throw StartFault.of(e, configuration);
    }
  }

  /** Makes the data folder for this user only, whatever the umask: it holds secrets. */
  private static void makeFolder(Configuration configuration) {
    Path data = configuration.data();
    try {
      PrivateFiles.folder(data);
      if (!Files.isWritable(data)) {
        throw new AccessDeniedException(data.toString());
      }
      configuration.database().makePrivate();
    } catch (AccessDeniedException e) {
      throw new WorldFault(
          "the data folder %s, or a file in it, cannot be written by the user %s; give it to that user, as by: chown -R %2$s %1$s"
              .formatted(data, System.getProperty("user.name")),
          e);
    } catch (IOException e) {
      throw new WorldFault(
          "the data folder %s cannot be made or changed by the user %s: %s"
              .formatted(data, System.getProperty("user.name"), e.getMessage()),
          e);
    }
  }

  private void announce(Configuration configuration, CollectorRegistry metrics) {
    context.getBean(Peers.class).introduce(OwnAddress.reachable(url()));
    Gauge.build("promansible_build_info", "Which Promansible this is; always 1.")
        .labelNames("version", "java")
        .register(metrics)
        .labels(version(), Runtime.version().toString())
        .set(1);
    configuration.warnings().forEach(LOG::warn);
    if (configuration.access().tokens().isEmpty()) {
      var _ = GeneratedToken.load(configuration.data());
      LOG.info(
          "no access.tokens: only this machine is served; the admin token is in {}",
          GeneratedToken.file(configuration.data()));
    }
    context
        .getBean(FirstAdmin.class)
        .code()
        .ifPresent(code ->
            LOG.info(
                "nobody can log in yet; make the first account, once, at {}/setup?code={}",
                url(),
                code));
    LOG.info(
        "Promansible {} listens on {} with {} handlers",
        version(),
        url(),
        configuration.handlers().all().size());
  }

  /** Reads the configuration again, as at SIGHUP. */
  public void reload() {
    try {
      context.getBean(Reload.class).reload(false);
    } catch (RuntimeException e) {
      LOG.debug("the reload has said what is wrong", e);
    }
  }

  /** The address at which the service listens. */
  public URI url() {
    return context.getBean(EmbeddedServer.class).getURI();
  }

  /** A bean, for tests that look inside. */
  public <T> T bean(Class<T> type) {
    return context.getBean(type);
  }

  public static String version() {
    return Optional.ofNullable(Service.class.getPackage().getImplementationVersion())
        .orElse("development");
  }

  @Override
  public void close() {
    context.close();
  }
}
