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

/** All routines, of the file and of the API; of two with one name that of the file counts. */
@Singleton
public final class RoutineCatalog implements RoutineNames {
  private static final Logger LOG = LoggerFactory.getLogger(RoutineCatalog.class);

  /**
   * A routine, or what is wrong with it.
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

  /** All routines by name; a broken one is among them and does not stop the others. */
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

  /** The routine of this name. */
  public Optional<Entry> find(String name) {
    Optional<Routine> ofFile = file.get().find(name);
    return ofFile.isPresent()
        ? Optional.of(new Entry(name, Origin.FILE, ofFile, ""))
        : stored.findById(name).map(this::entry);
  }

  /** The times of this routine; empty when it is not set up yet. */
  public Optional<RoutineState> state(String name) {
    return stored.state(name);
  }

  /**
   * Reads a routine of the API.
   *
   * @throws io.promansible.fault.InputFault with all that is wrong with it
   */
  Routine read(String name, String spec) {
    return reader.read(name, spec);
  }

  @Override
  public boolean hasRoutine(String name) {
    return find(name).isPresent();
  }

  private Entry entry(StoredRoutine one) {
    try {
      return new Entry(
          one.name(), Origin.API, Optional.of(reader.read(one.name(), one.spec())), "");
    } catch (RuntimeException e) {
      // Catches our own bugs, too: they must not stop other routines.
      LOG.debug("the routine {} is broken: {}", one.name(), e.getMessage());
      return new Entry(one.name(), Origin.API, Optional.empty(), String.valueOf(e.getMessage()));
    }
  }
}
