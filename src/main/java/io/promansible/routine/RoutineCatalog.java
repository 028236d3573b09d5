package io.promansible.routine;

import io.promansible.freeze.RoutineNames;
import jakarta.inject.Singleton;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All routines, those of the file and those of the API; the file's come first. */
@Singleton
public final class RoutineCatalog implements RoutineNames {
  private static final Logger LOG = LoggerFactory.getLogger(RoutineCatalog.class);

  /**
   * One of the catalog.
   *
   * @param routine empty when what was stored does not fit the roles any more
   * @param fault why it is empty
   */
  public record Entry(String name, Origin origin, Optional<Routine> routine, String fault) {}

  /** Where a routine is written down. */
  public enum Origin {
    FILE,
    API;

    /** As the API shows it. */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final Supplier<Routines> file;
  private final RoutineRepository stored;
  private final RoutineReader reader;

  public RoutineCatalog(Supplier<Routines> file, RoutineRepository stored, RoutineReader reader) {
    this.file = file;
    this.stored = stored;
    this.reader = reader;
  }

  /** All of them by name; a broken one stops no other. */
  public Map<String, Entry> all() {
    Map<String, Entry> all = new LinkedHashMap<>();
    for (Routine routine : file.get().all()) {
      all.put(routine.name(), new Entry(routine.name(), Origin.FILE, Optional.of(routine), ""));
    }
    for (StoredRoutine one : stored.findAll()) {
      all.putIfAbsent(one.name(), entry(one));
    }
    return all;
  }

  /** By name. */
  public Optional<Entry> find(String name) {
    Optional<Routine> ofFile = file.get().find(name);
    return ofFile.isPresent()
        ? Optional.of(new Entry(name, Origin.FILE, ofFile, ""))
        : stored.findById(name).map(this::entry);
  }

  /** Where the times of one stand. */
  public Optional<RoutineState> state(String name) {
    return stored.state(name);
  }

  /**
   * Reads one of the API.
   *
   * @throws io.promansible.fault.InputFault with all that is wrong with it
   */
  Routine read(String name, String spec) {
    return reader.read(name, spec);
  }

  @Override
  public boolean exists(String name) {
    return find(name).isPresent();
  }

  private Entry entry(StoredRoutine one) {
    try {
      return new Entry(one.name(), Origin.API, Optional.of(reader.read(one.name(), one.spec())), "");
    } catch (RuntimeException e) {
      // Of our own making, too: whatever it is, it must stop no other routine.
      LOG.debug("the routine {} is broken: {}", one.name(), e.getMessage());
      return new Entry(one.name(), Origin.API, Optional.empty(), String.valueOf(e.getMessage()));
    }
  }
}
