package io.promansible.catalog;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.promansible.audit.AuditLog;
import io.promansible.audit.AuditLog.Change;
import io.promansible.catalog.HandlerCatalog.Entry;
import io.promansible.catalog.HandlerCatalog.Origin;
import io.promansible.fault.InputFault;
import io.promansible.fault.NotFound;
import io.promansible.handler.Handler;
import io.promansible.handler.Mode;
import io.promansible.inventory.Mask;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes, changes and removes handlers of the API, and switches modes; each with the audit. */
@Singleton
public final class HandlerOperations {
  private static final Logger LOG = LoggerFactory.getLogger(HandlerOperations.class);

  private final HandlerCatalog catalog;
  private final HandlerRepository stored;
  private final ModeRepository modes;
  private final AuditLog audit;
  private final Clock clock;

  HandlerOperations(
      HandlerCatalog catalog,
      HandlerRepository stored,
      ModeRepository modes,
      AuditLog audit,
      Clock clock) {
    this.catalog = catalog;
    this.stored = stored;
    this.modes = modes;
    this.audit = audit;
    this.clock = clock;
  }

  /**
   * Makes or changes a handler of the API.
   *
   * @return whether the handler is new
   * @throws InputFault with all that is wrong with it, or when the file has a handler of this name
   */
  public boolean put(String name, ObjectNode spec, String who) {
    requireChangeable(name);
    check(name, spec);
    String text = spec.toString();
    Handler read = catalog.read(name, text);
    Optional<StoredHandler> before = stored.findById(name);
    Optional<String> was =
        Optional.ofNullable(catalog.all().get(name)).flatMap(Entry::handler).map(this::words);
    audit.record(
        who,
        before.isEmpty() ? "handler make" : "handler change",
        subject(name),
        new Change(was.orElse(null), words(read)),
        () -> {
          // Who writes a mode means that one, whatever the handler was switched to before.
          modes.deleteById(name);
          StoredHandler row = new StoredHandler(name, text, who, clock.instant());
          if (before.isEmpty()) {
            stored.save(row);
          } else {
            stored.update(row);
          }
          return true;
        });
    catalog.forget();
    LOG.info("handler {}: {} by {}", name, before.isEmpty() ? "made" : "changed", who);
    return before.isEmpty();
  }

  private static void check(String name, ObjectNode spec) {
    if (spec.toString().contains(Mask.STARS)) {
      throw new InputFault(
          "vars",
          "'%s' stands for a secret that is not shown; give the secret itself"
              .formatted(Mask.STARS));
    }
    if (spec.has("name") && !spec.path("name").asText().equals(name)) {
      throw new InputFault(
          "name",
          "'%s' is not '%s', which the address says; leave it out"
              .formatted(spec.path("name").asText(), name));
    }
  }

  /** Removes a handler of the API; what it began goes on. */
  public void delete(String name, String who) {
    if (stored.findById(name).isEmpty()) {
      requireChangeable(name);
      throw new NotFound("no handler '" + name + "'");
    }
    Optional<String> was =
        Optional.ofNullable(catalog.all().get(name)).flatMap(Entry::handler).map(this::words);
    audit.record(
        who,
        "handler delete",
        subject(name),
        new Change(was.orElse(null), null),
        () -> {
          stored.deleteById(name);
          modes.deleteById(name);
          return true;
        });
    catalog.forget();
    LOG.info("handler {}: removed by {}", name, who);
  }

  /**
   * Switches the mode of a handler, also of one of the file. The handler's own mode ends the
   * switch.
   *
   * @throws InputFault when the reason is missing
   * @throws NotFound when there is no such handler
   */
  public void mode(String name, Mode mode, String who, String reason) {
    AuditLog.requireReason(reason);
    catalog.forget();
    Mode own = catalog.ownMode(name).orElseThrow(() -> new NotFound("no handler '" + name + "'"));
    Mode now = catalog.handlers().find(name).orElseThrow().mode();
    audit.record(
        who,
        "handler mode %s, was %s".formatted(text(mode), text(now)),
        subject(name),
        reason,
        () -> {
          if (mode == now) {
            return false;
          }
          modes.deleteById(name);
          if (mode != own) {
            modes.save(new StoredMode(name, mode, own, who, reason, clock.instant()));
          }
          return true;
        });
    catalog.forget();
    LOG.warn("handler {}: mode {} by {}: {}", name, text(mode), who, reason);
  }

  /** What a handler does, without its variables, as some of them are secrets. */
  private String words(Handler handler) {
    return "%s: %s, mode %s"
        .formatted(handler.matchers(), String.join(", ", handler.roles()), text(handler.mode()));
  }

  private static String text(Mode mode) {
    return mode.name().toLowerCase(Locale.ROOT);
  }

  private static String subject(String name) {
    return "handler:" + name;
  }

  /**
   * Returns if a handler may be put by people.
   *
   * @throws InputFault when the file has a handler of this name, or a page has it as its address
   */
  public void requireChangeable(String name) {
    if (name.equals("new")) {
      throw new InputFault("name", "'new' is the address of a page; choose another name");
    }
    Entry entry = catalog.all().get(name);
    if (entry != null && entry.origin() == Origin.FILE) {
      throw new InputFault("name", "'" + name + "' stands in the configuration; change it there");
    }
  }
}
