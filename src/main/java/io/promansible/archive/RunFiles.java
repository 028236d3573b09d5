package io.promansible.archive;

import io.promansible.ansible.CallbackPlugin;
import io.promansible.disk.DataFolder;
import io.promansible.fault.WorldFault;
import io.promansible.inventory.InventorySettings;
import io.promansible.inventory.Mask;
import io.promansible.play.PlayProcess;
import io.promansible.play.RunFolder;
import io.promansible.run.RunPartsRepository;
import io.promansible.run.RunSettings;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The readable files of runs: from the folder while a run lives, from the database afterwards, with
 * the passwords of its hosts masked either way.
 */
@Singleton
public final class RunFiles {
  /** Ansible's own output. */
  public static final String OUTPUT = "output.log";

  /** The rendered play. */
  public static final String PLAYBOOK = "playbook.yml";

  /** The hosts of the run with their variables and groups, as they were at its start. */
  public static final String INVENTORY = RunFolder.HOSTS;

  private static final Logger LOG = LoggerFactory.getLogger(RunFiles.class);
  private static final int TAIL_BYTES = 16 << 10;

  private final Path folders;
  private final Path plugins;
  private final RunPartsRepository parts;
  private final Supplier<RunSettings> settings;
  private final RunSecrets secrets;

  /** The folders of runs lie in {@code runs} in the data folder. */
  public RunFiles(
      DataFolder data,
      RunPartsRepository parts,
      Supplier<RunSettings> settings,
      Supplier<InventorySettings> inventory) {
    this.folders = data.resolve("runs");
    this.plugins = CallbackPlugin.install(data.path());
    this.parts = parts;
    this.settings = settings;
    this.secrets = new RunSecrets(inventory);
  }

  /** The folder of the callback plugin that tells us of a play. */
  public Path plugins() {
    return plugins;
  }

  /** The folder of a run on this node. */
  public RunFolder folder(UUID id) {
    return new RunFolder(folders.resolve(id.toString()));
  }

  /** A file with its secrets masked; empty when there is none (yet, or on this node). */
  public Optional<String> read(UUID id, String name) {
    Optional<String> kept = parts.file(id, name);
    if (kept.isPresent()) {
      return Optional.of(LogText.unzip(kept.get()));
    }
    Path file = folder(id).file(name);
    return Files.exists(file)
        ? Optional.of(mask(id).text(LogText.read(file, settings.get().logMax())))
        : Optional.empty();
  }

  /** Copies the files that people read to the database. The folder stays until {@link #clear}. */
  public void keep(UUID id) {
    Mask mask = mask(id);
    for (String name : List.of(OUTPUT, PLAYBOOK, INVENTORY)) {
      Path file = folder(id).file(name);
      if (Files.exists(file)) {
        parts.insertFile(
            id, name, LogText.zip(mask.text(LogText.read(file, settings.get().logMax()))));
      }
    }
  }

  /**
   * The variables of a run that has ended, without secrets, which nobody needs any more.
   *
   * @param stored a JSON object
   */
  public String withoutSecrets(UUID id, String stored) {
    return secrets.without(folder(id), stored);
  }

  /** Masks the secrets that this very run was given; the inventory may have changed since. */
  public Mask mask(UUID id) {
    return secrets.mask(folder(id));
  }

  /** Removes the folder, which holds secrets. */
  public void clear(UUID id) {
    try {
      PlayProcess.removeContainer(folder(id), id.toString());
      folder(id).delete();
    } catch (IOException | WorldFault e) {
      LOG.warn("run {}: its folder cannot be removed ({}); remove it by hand", id, e.toString());
    }
  }

  /** Whether a run's play lives; then it needs its folder, whatever the database says by now. */
  private boolean lives(UUID id) {
    return PlayProcess.find(folder(id), id.toString())
        .filter(play -> !play.endedWithin(Duration.ZERO))
        .isPresent();
  }

  /** Removes folders that an earlier service left: those of runs that are over, or unknown. */
  public void sweep(Predicate<UUID> alive) {
    if (!Files.isDirectory(folders)) {
      return;
    }
    try (Stream<Path> left = Files.list(folders)) {
      left.map(path -> path.getFileName().toString())
          // A folder whose removal was interrupted has this suffix already.
          .map(name -> name.replace(".over", ""))
          .filter(name -> name.matches("[0-9a-f-]{36}"))
          .map(UUID::fromString)
          .filter(alive.negate())
          .filter(id -> !lives(id))
          .forEach(this::clear);
    } catch (IOException e) {
      LOG.warn("{} cannot be looked through: {}", folders, e.toString());
    }
  }

  /** The last error line of the output, for people. */
  public String lastError(UUID id) {
    String log = LogText.tail(folder(id).file(OUTPUT), TAIL_BYTES);
    return mask(id)
        .text(log)
        .lines()
        // Those of podman begin otherwise.
        .filter(line -> line.startsWith("ERROR!") || line.startsWith("Error: "))
        .reduce((a, b) -> b)
        .orElse("");
  }
}
