package io.promansible.catalog;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.promansible.handler.Handler;
import io.promansible.handler.Handlers;
import io.promansible.handler.Mode;
import io.promansible.handler.RoleCheck;
import io.promansible.settings.SettingsFile;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The handlers of the file and those that people made, each in the mode that holds now.
 *
 * <p>Every decision asks for them, so what the database has is read at most once a second: a change
 * holds on all nodes within that time.
 */
public final class HandlerCatalog {
  private static final Logger LOG = LoggerFactory.getLogger(HandlerCatalog.class);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration FRESH = Duration.ofSeconds(1);
  private static final Duration BUILT = Duration.ofMinutes(1);

  private final Supplier<FileHandlers> file;
  private final HandlerRepository stored;
  private final ModeRepository modes;
  private final RoleCheck roles;
  private final AtomicInteger changes = new AtomicInteger();
  private volatile @Nullable Known known;

  /** The catalog; {@code roles} are those that handlers may run. */
  public HandlerCatalog(
      Supplier<FileHandlers> file,
      HandlerRepository stored,
      ModeRepository modes,
      RoleCheck roles) {
    this.file = file;
    this.stored = stored;
    this.modes = modes;
    this.roles = roles;
  }

  /** Where a handler is written down. */
  public enum Origin {
    FILE,
    API
  }

  /**
   * A handler.
   *
   * @param handler as it holds now; empty when it is broken
   * @param switched the mode that somebody switched it to; empty when it has its own
   * @param fault why it is broken; empty when it is not
   */
  public record Entry(
      String name,
      Origin origin,
      Optional<Handler> handler,
      Optional<StoredMode> switched,
      String fault) {}

  private record Known(
      FileHandlers file,
      List<StoredHandler> rows,
      List<StoredMode> modes,
      Map<String, Entry> entries,
      Handlers handlers,
      long builtAt,
      long readAt) {
    boolean fresh(FileHandlers now) {
      return file.equals(now) && System.nanoTime() - readAt < FRESH.toNanos();
    }

    Known readAgain() {
      return new Known(file, rows, modes, entries, handlers, builtAt, System.nanoTime());
    }

    /** Whether it holds for these rows, too. Roles may be mended or broken meanwhile. */
    boolean holds(FileHandlers now, List<StoredHandler> stored, List<StoredMode> switched) {
      return file.equals(now)
          && rows.equals(stored)
          && modes.equals(switched)
          && entries.values().stream().allMatch(entry -> entry.fault().isEmpty())
          && System.nanoTime() - builtAt < BUILT.toNanos();
    }
  }

  /** The handlers in force: those of the file in its order, then the others by name. */
  public Handlers handlers() {
    return known().handlers();
  }

  /** All handlers by name, broken ones among them. */
  public Map<String, Entry> all() {
    return known().entries();
  }

  /** Forgets what was read, so that a change of this node holds at once. */
  public void forget() {
    changes.incrementAndGet();
    known = null;
  }

  private Known known() {
    int seen = changes.get();
    FileHandlers now = file.get();
    Known before = known;
    if (before != null && before.fresh(now)) {
      return before;
    }
    List<StoredHandler> rows;
    List<StoredMode> switched;
    try {
      rows = list(stored.findAll());
      switched = list(modes.findAll());
    } catch (RuntimeException e) {
      if (before == null) {
        throw e;
      }
      // Without the database nothing is decided anyway; what is shown may be a little old.
      return before;
    }
    Known read =
        before != null && before.holds(now, rows, switched)
            ? before.readAgain()
            : put(now, rows, switched);
    // What was read before a change must not hide it.
    if (changes.get() == seen) {
      known = read;
    }
    return read;
  }

  private static <T> List<T> list(Iterable<T> rows) {
    return StreamSupport.stream(rows.spliterator(), false).toList();
  }

  private Known put(FileHandlers now, List<StoredHandler> rows, List<StoredMode> switched) {
    Map<String, StoredMode> byName =
        switched.stream().collect(Collectors.toMap(StoredMode::name, Function.identity()));
    Map<String, Entry> entries = new LinkedHashMap<>();
    for (Handler handler : now.handlers().all()) {
      entries.put(handler.name(), entry(handler, Origin.FILE, byName));
    }
    rows.stream()
        .sorted(java.util.Comparator.comparing(StoredHandler::name))
        .forEach(row -> entries.computeIfAbsent(row.name(), name -> entry(row, now, byName)));
    List<Handler> all = new ArrayList<>();
    entries.values().forEach(entry -> entry.handler().ifPresent(all::add));
    return new Known(
        now,
        rows,
        switched,
        Collections.unmodifiableMap(entries),
        new Handlers(all, now.handlers().overall()),
        System.nanoTime(),
        System.nanoTime());
  }

  private Entry entry(StoredHandler row, FileHandlers now, Map<String, StoredMode> switched) {
    try {
      return entry(read(row.name(), row.spec(), now), Origin.API, switched);
    } catch (RuntimeException e) {
      // Catches our own bugs, too: they must not stop other handlers.
      LOG.warn("the handler {} is broken and does nothing: {}", row.name(), e.getMessage());
      return new Entry(
          row.name(),
          Origin.API,
          Optional.empty(),
          Optional.empty(),
          String.valueOf(e.getMessage()));
    }
  }

  private static Entry entry(Handler own, Origin origin, Map<String, StoredMode> switched) {
    Optional<StoredMode> mode =
        Optional.ofNullable(switched.get(own.name())).filter(one -> one.own() == own.mode());
    return new Entry(
        own.name(), origin, Optional.of(mode.map(one -> own.in(one.mode())).orElse(own)), mode, "");
  }

  /**
   * Reads a handler by the same rules as those of the file.
   *
   * @param spec JSON with the keys of the file
   * @throws io.promansible.fault.InputFault with all that is wrong with it
   */
  public Handler read(String name, String spec) {
    return read(name, spec, file.get());
  }

  private Handler read(String name, String spec, FileHandlers now) {
    try {
      ObjectNode whole = JsonNodeFactory.instance.objectNode();
      ObjectNode one = whole.putArray("handlers").addObject();
      one.setAll((ObjectNode) JSON.readTree(spec));
      one.put("name", name);
      SettingsFile settings = SettingsFile.parse("body", whole.toString(), null, Map.of());
      Handlers read =
          Handlers.read(
              settings.root().sections("handlers"),
              now.handlers().overall(),
              roles,
              now.hosts(),
              now.timeout());
      settings.end();
      return read.all().getFirst();
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("what we stored as JSON is not", e);
    }
  }

  /** The mode that a handler has without any switch; empty when there is no such handler. */
  Optional<Mode> ownMode(String name) {
    Optional<Entry> entry = Optional.ofNullable(all().get(name));
    return entry
        .flatMap(Entry::switched)
        .map(StoredMode::own)
        .or(() -> entry.flatMap(Entry::handler).map(Handler::mode));
  }
}
