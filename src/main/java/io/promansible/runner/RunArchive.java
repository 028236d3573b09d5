package io.promansible.runner;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.promansible.ansible.CallbackPlugin;
import io.promansible.ansible.PlayProcess;
import io.promansible.ansible.RunFolder;
import io.promansible.disk.DataFolder;
import io.promansible.fault.WorldFault;
import io.promansible.inventory.InventorySettings;
import io.promansible.inventory.Mask;
import io.promansible.inventory.Secrets;
import io.promansible.run.RunPartsRepository;
import io.promansible.run.RunSettings;
import jakarta.inject.Singleton;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The readable files of runs: from the folder while a run lives, from the database afterwards, with
 * the passwords of its hosts masked either way.
 */
@Singleton
public final class RunArchive {
  /** Ansible's own output. */
  public static final String LOG = "output.log";

  /** The rendered play. */
  public static final String PLAYBOOK = "playbook.yml";

  private static final Logger LOGGER = LoggerFactory.getLogger(RunArchive.class);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int LAST_WORDS = 16 << 10;
  private static final int MASKS_MAX = 4;

  private final Path folders;
  private final Path plugins;
  private final RunPartsRepository parts;
  private final Supplier<RunSettings> settings;
  private final Supplier<InventorySettings> inventory;
  private final Map<Set<String>, Mask> masks =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Set<String>, Mask> eldest) {
          return size() > MASKS_MAX;
        }
      };

  /** Folders lie below {@code data/runs}. */
  public RunArchive(
      DataFolder data,
      RunPartsRepository parts,
      Supplier<RunSettings> settings,
      Supplier<InventorySettings> inventory) {
    this.folders = data.resolve("runs");
    this.plugins = CallbackPlugin.install(data.path());
    this.parts = parts;
    this.settings = settings;
    this.inventory = inventory;
  }

  /** The folder of the callback plugin that tells us of a play. */
  Path plugins() {
    return plugins;
  }

  /** The folder of a run on this node. */
  RunFolder folder(UUID id) {
    return new RunFolder(folders.resolve(id.toString()));
  }

  /** A file as people may see it; empty when there is none (yet, or on this node). */
  public Optional<String> read(UUID id, String name) {
    Optional<String> kept = parts.file(id, name);
    if (kept.isPresent()) {
      return Optional.of(unzip(kept.get()));
    }
    Path file = folder(id).file(name);
    return Files.exists(file) ? Optional.of(mask(id).text(capped(file))) : Optional.empty();
  }

  /** Takes what people read into the database. The folder stays until {@link #clear}. */
  void keep(UUID id) {
    Mask mask = mask(id);
    for (String name : List.of(LOG, PLAYBOOK)) {
      Path file = folder(id).file(name);
      if (Files.exists(file)) {
        parts.insertFile(id, name, zip(mask.text(capped(file))));
      }
    }
  }

  /**
   * Variables of a run that has ended, as they are kept: nobody needs its secrets any more.
   *
   * @param stored a JSON object
   */
  String withoutSecrets(UUID id, String stored) {
    try {
      Set<String> declared = folder(id).secretNames();
      return Secrets.shown(JSON.readTree(stored), inventory.get().names().and(declared)).toString();
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("variables that we stored are not JSON", e);
    }
  }

  /** Removes the folder, which holds secrets. */
  void clear(UUID id) {
    try {
      folder(id).delete();
    } catch (IOException e) {
      LOGGER.warn("run {}: its folder cannot be removed ({}); remove it by hand", id, e.toString());
    }
  }

  /**
   * Knows the secrets that were handed to this very run; the inventory may have changed since.
   * Those of a whole inventory are many, so the last masks are kept.
   */
  Mask mask(UUID id) {
    RunFolder folder = folder(id);
    Set<String> texts = new TreeSet<>();
    Secrets secrets = new Secrets(inventory.get().names());
    for (Path file : folder.ownVariables()) {
      try {
        JsonNode tree = JSON.readTree(Files.readAllBytes(file));
        JsonNode hosts = tree.path("all").path("hosts");
        // Of the inventory only the variables: a host may be called vault01.
        (hosts.isObject() ? hosts : JSON.createArrayNode().add(tree))
            .forEach(vars -> secrets.named(vars, folder.secretNames()));
      } catch (IOException e) {
        LOGGER.debug("run {}: no {} to learn secrets from", id, file);
      }
    }
    texts.addAll(secrets.found());
    folder.sharedSecrets().ifPresent(file -> texts.addAll(shared(id, file)));
    synchronized (masks) {
      return masks.computeIfAbsent(texts, Mask::of);
    }
  }

  private static Set<String> shared(UUID id, Path file) {
    try {
      Set<String> texts = new TreeSet<>();
      JSON.readTree(Files.readAllBytes(file)).forEach(text -> texts.add(text.asText()));
      return texts;
    } catch (IOException e) {
      LOGGER.debug("run {}: no {} to learn secrets from", id, file);
      return Set.of();
    }
  }

  /** A play that lives needs its folder, whatever the database says of it by now. */
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
          // One that was being removed has the suffix already.
          .map(name -> name.replace(".over", ""))
          .filter(name -> name.matches("[0-9a-f-]{36}"))
          .map(UUID::fromString)
          .filter(alive.negate())
          .filter(id -> !lives(id))
          .forEach(this::clear);
    } catch (IOException e) {
      LOGGER.warn("{} cannot be looked through: {}", folders, e.toString());
    }
  }

  /** The last error line of the output, for people. */
  String lastWords(UUID id) {
    String log = tail(folder(id).file(LOG), LAST_WORDS);
    return mask(id)
        .text(log)
        .lines()
        .filter(line -> line.startsWith("ERROR!"))
        .reduce((a, b) -> b)
        .orElse("");
  }

  private String capped(Path file) {
    long most = settings.get().logMax();
    try {
      long size = Files.size(file);
      if (size <= most) {
        return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
      }
      int half = (int) (most / 2);
      byte[] head = new byte[half];
      try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
        in.readFully(head);
      }
      return new String(head, StandardCharsets.UTF_8)
          + "\n… (%d bytes left out, runs.log_max) …\n".formatted(size - 2L * half)
          + tail(file, half);
    } catch (IOException e) {
      throw new WorldFault(file + " cannot be read", e);
    }
  }

  private static String tail(Path file, int bytes) {
    try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
      byte[] end = new byte[(int) Math.min(bytes, in.length())];
      in.seek(in.length() - end.length);
      in.readFully(end);
      return new String(end, StandardCharsets.UTF_8);
    } catch (IOException e) {
      return "";
    }
  }

  private static String zip(String text) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new WorldFault("a log cannot be compressed", e);
    }
    return Base64.getEncoder().encodeToString(out.toByteArray());
  }

  private static String unzip(String kept) {
    byte[] bytes = Base64.getDecoder().decode(kept);
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new WorldFault("a kept log cannot be read", e);
    }
  }
}
