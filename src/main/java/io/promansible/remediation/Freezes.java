package io.promansible.remediation;

import io.promansible.fault.InputFault;
import io.promansible.handler.FreezeWindow;
import io.promansible.handler.Handler;
import io.promansible.handler.Handlers;
import io.promansible.inventory.Host;
import io.promansible.inventory.Inventory;
import io.promansible.inventory.LiveInventory;
import io.promansible.run.RunIds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What lets nothing start: windows of the configuration, the switch of the API, and a file for when
 * nothing else answers.
 */
public final class Freezes {
  /** The file in the data folder; its first line is the reason. */
  public static final String FILE = "FREEZE";

  private static final int TEXT_MAX = 1000;
  private static final Logger LOG = LoggerFactory.getLogger(Freezes.class);

  private final FreezeRepository freezes;
  private final AuditRepository audit;
  private final Supplier<List<FreezeWindow>> windows;
  private final Supplier<Handlers> handlers;
  private final LiveInventory inventory;
  private final Predicate<String> routine;
  private final Path file;
  private final Clock clock;

  /**
   * Freezes of a service with this data folder.
   *
   * @param routine whether there is a routine of that name
   */
  public Freezes(
      FreezeRepository freezes,
      AuditRepository audit,
      Supplier<List<FreezeWindow>> windows,
      Supplier<Handlers> handlers,
      LiveInventory inventory,
      Predicate<String> routine,
      Path data,
      Clock clock) {
    this.freezes = freezes;
    this.audit = audit;
    this.windows = windows;
    this.handlers = handlers;
    this.inventory = inventory;
    this.routine = routine;
    this.file = data.resolve(FILE);
    this.clock = clock;
  }

  /** Those of the API that hold now. */
  public List<Frozen> switched() {
    return freezes.holding(clock.instant());
  }

  /**
   * What else freezes now, beside the switch: the file, and windows with the handlers they hold.
   */
  public List<String> others() {
    Instant now = clock.instant();
    List<String> others = new ArrayList<>(byFile().stream().toList());
    for (Handler handler : handlers.get().all()) {
      byWindow(handler.name(), now).ifPresent(why -> others.add(handler.name() + ": " + why));
    }
    return others;
  }

  /** Who or what freezes a handler on a host now, and why. */
  public Optional<String> holds(
      List<Frozen> switched, String handler, Optional<Host> host, Instant now) {
    return byFile()
        .or(() ->
            switched.stream()
                .filter(frozen -> concerns(frozen.scope(), handler, host))
                .findFirst()
                .map(Freezes::described))
        .or(() -> byWindow(handler, now));
  }

  /**
   * The same for a run that no handler wanted.
   *
   * @param name of its routine; empty for one that a person asked for
   */
  public Optional<String> holdsOther(Optional<String> name, Collection<String> hosts) {
    Instant now = clock.instant();
    Optional<String> byFile = byFile();
    if (byFile.isPresent()) {
      return byFile;
    }
    for (Frozen frozen : switched()) {
      boolean meant =
          frozen.scope().equals("all")
              || name.filter(n -> frozen.scope().equals("routine:" + n)).isPresent()
              || hosts.stream()
                  .flatMap(host -> inventory.get().inventory().host(host).stream())
                  .anyMatch(host -> concerns(frozen.scope(), "", Optional.of(host)));
      if (meant) {
        return Optional.of(described(frozen));
      }
    }
    return byWindow(name.orElse("person"), now);
  }

  private static String described(Frozen f) {
    return "%s froze %s: %s%s"
        .formatted(
            f.who(),
            f.scope(),
            f.reason(),
            f.untilTime() == null ? "" : " (until " + f.untilTime() + ")");
  }

  private Optional<String> byWindow(String handler, Instant now) {
    for (FreezeWindow window : windows.get()) {
      Optional<Instant> until = window.until(handler, now);
      if (until.isPresent()) {
        return Optional.of("the window '" + window.name() + "' lasts until " + until.get());
      }
    }
    return Optional.empty();
  }

  private Optional<String> byFile() {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      String reason = Files.readString(file).lines().findFirst().orElse("");
      return Optional.of(
          "the file " + file + " is there" + (reason.isEmpty() ? "" : ": " + reason));
    } catch (IOException e) {
      return Optional.of("the file " + file + " is there");
    }
  }

  private static boolean concerns(String scope, String handler, Optional<Host> host) {
    return scope.equals("all")
        || scope.equals("handler:" + handler)
        || host.filter(h ->
                scope.equals("host:" + h.name())
                    || h.groups().stream().anyMatch(group -> scope.equals("group:" + group)))
            .isPresent();
  }

  /**
   * Freezes a scope; one that was frozen gets the new reason.
   *
   * @throws InputFault when the scope is none, or the reason is missing
   */
  public Frozen freeze(String scope, String who, String reason, @Nullable Instant until) {
    checked(scope, reason);
    existing(scope);
    Instant now = clock.instant();
    if (until != null && !until.isAfter(now)) {
      throw new InputFault("until", until + " is over");
    }
    freezes.deleteById(scope);
    Frozen frozen = freezes.save(new Frozen(scope, who, reason, now, until));
    audit.save(new Audited(RunIds.next(now), now, who, "freeze", scope, reason));
    LOG.warn("{} froze {}: {}; nothing of it starts until it is thawed", who, scope, reason);
    return frozen;
  }

  /**
   * Ends it; false when nothing of that scope was frozen.
   *
   * @throws InputFault when the reason is missing
   */
  public boolean thaw(String scope, String who, String reason) {
    checked(scope, reason);
    if (freezes.findById(scope).isEmpty()) {
      return false;
    }
    Instant now = clock.instant();
    freezes.deleteById(scope);
    audit.save(new Audited(RunIds.next(now), now, who, "thaw", scope, reason));
    LOG.info("{} thawed {}: {}; what still fires is decided anew", who, scope, reason);
    return true;
  }

  /** A typing error must not look like a freeze. */
  private void existing(String scope) {
    String name = scope.substring(scope.indexOf(':') + 1);
    Inventory hosts = inventory.get().inventory();
    boolean there =
        switch (scope.replaceFirst(":.*", "")) {
          case "handler" -> handlers.get().find(name).isPresent();
          case "routine" -> routine.test(name);
          case "host" -> hosts.host(name).isPresent();
          case "group" -> hosts.groups().containsKey(name);
          default -> true;
        };
    if (!there) {
      throw new InputFault(
          "scope", "there is no " + scope.replaceFirst(":", " ") + "; nothing was frozen");
    }
  }

  private static void checked(String scope, String reason) {
    if (!scope.matches("all|(handler|routine|host|group):.{1,250}")) {
      throw new InputFault(
          "scope",
          "'" + scope + "' is not all, handler:NAME, routine:NAME, host:NAME or group:NAME");
    }
    if (reason.isBlank() || reason.length() > TEXT_MAX) {
      throw new InputFault("reason", "must be given, in at most " + TEXT_MAX + " characters");
    }
  }
}
