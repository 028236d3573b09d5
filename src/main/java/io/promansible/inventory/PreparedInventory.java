package io.promansible.inventory;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.promansible.disk.PrivateFiles;
import io.promansible.fault.WorldFault;
import io.promansible.label.Labels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files of an inventory for plays, written once for all runs. Each run links them into its
 * folder, so that they stay as long as the run needs them.
 *
 * @param inventory all hosts, groups and variables, as {@link Inventory#whole}
 * @param secrets every secret in the inventory, as a JSON list
 */
public record PreparedInventory(Path inventory, Path secrets) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Logger LOG = LoggerFactory.getLogger(PreparedInventory.class);
  // For runs that are just about to link the files.
  private static final Duration KEEP = Duration.ofMinutes(10);

  /**
   * Writes the files of an inventory, and removes those of earlier ones.
   *
   * @param folder made with mode 0700 where it is missing
   * @param now the time by which files of earlier inventories are old
   * @throws WorldFault when the files cannot be written
   */
  static PreparedInventory write(Path folder, Inventory inventory, SecretNames names, Instant now) {
    try {
      PrivateFiles.folder(folder);
      byte[] whole = JSON.writeValueAsBytes(inventory.whole());
      byte[] secrets = JSON.writeValueAsBytes(Secrets.of(inventory, names).found());
      String name =
          Labels.NONE.digest(Arrays.hashCode(whole) + ":" + Arrays.hashCode(secrets) + ":" + now);
      PreparedInventory prepared =
          new PreparedInventory(
              folder.resolve(name.substring(0, 16) + ".json"),
              folder.resolve(name.substring(0, 16) + ".secrets"));
      PrivateFiles.write(prepared.inventory, whole);
      PrivateFiles.write(prepared.secrets, secrets);
      prepared.removeOthers(now);
      return prepared;
    } catch (IOException e) {
      throw new WorldFault("the inventory cannot be written for plays to " + folder + ": " + e, e);
    }
  }

  /** The secrets of all inventories whose files are in this folder. */
  static Set<String> secrets(Path folder) {
    Set<String> found = new TreeSet<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".secrets")).toList()) {
        JSON.readTree(Files.readAllBytes(file)).forEach(text -> found.add(text.asText()));
      }
    } catch (IOException e) {
      LOG.debug("no secrets of an earlier inventory in {}: {}", folder, e.toString());
    }
    return found;
  }

  /** Marks these files as replaced; they stay a while for runs just about to link them. */
  void retire(Instant now) {
    try {
      for (Path file : List.of(inventory, secrets)) {
        Files.setLastModifiedTime(file, FileTime.from(now));
      }
    } catch (IOException e) {
      LOG.debug("{} cannot be touched: {}", inventory, e.toString());
    }
  }

  private void removeOthers(Instant now) throws IOException {
    try (Stream<Path> files = Files.list(Objects.requireNonNull(inventory.getParent()))) {
      for (Path file : files.toList()) {
        boolean old = Files.getLastModifiedTime(file).toInstant().plus(KEEP).isBefore(now);
        if (old && !file.equals(inventory) && !file.equals(secrets)) {
          LOG.debug("{} is of an earlier inventory", file);
          Files.deleteIfExists(file);
        }
      }
    }
  }
}
