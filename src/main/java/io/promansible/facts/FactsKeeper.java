package io.promansible.facts;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.promansible.disk.DataFolder;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Copies the facts that a play gathered from Ansible's fact cache into the database. */
@Singleton
public final class FactsKeeper {
  private static final Logger LOG = LoggerFactory.getLogger(FactsKeeper.class);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String PREFIX = "ansible_";
  private static final String NEWER = "s1_";
  private static final String PAYLOAD = "__payload__";
  private static final long BYTES_MAX = 4 << 20;

  private final Path cache;
  private final HostFactsRepository facts;

  /** The fact cache is the folder {@code facts} in the data folder. */
  public FactsKeeper(DataFolder data, HostFactsRepository facts) {
    this.cache = data.resolve("facts");
    this.facts = facts;
  }

  /** Stores facts from a time on; call in a transaction. Facts that cannot be read fail no run. */
  public void keep(Collection<String> hosts, Instant since) {
    for (String host : hosts) {
      try {
        Path file = newest(cache.resolve(host), cache.resolve(NEWER + host));
        if (!host.contains("/") && Files.isRegularFile(file) && Files.size(file) <= BYTES_MAX) {
          Instant at = Files.getLastModifiedTime(file).toInstant().truncatedTo(ChronoUnit.MICROS);
          if (!at.isBefore(since)) {
            store(host, plain(opened(JSON.readTree(file.toFile()))).toString(), at);
          }
        }
      } catch (IOException e) {
        LOG.warn("the facts of {} cannot be read: {}", host, e.toString());
      }
    }
  }

  /** The newer file: an Ansible that was replaced by another version leaves its files. */
  private static Path newest(Path older, Path newer) throws IOException {
    return Files.exists(newer)
            && (!Files.exists(older)
                || Files.getLastModifiedTime(newer).compareTo(Files.getLastModifiedTime(older)) > 0)
        ? newer
        : older;
  }

  /** ansible-core 2.19 and later put the facts as JSON text under one key of the file. */
  private static JsonNode opened(JsonNode cached) throws IOException {
    JsonNode payload = cached.path(PAYLOAD);
    return payload.isTextual() ? JSON.readTree(payload.asText()) : cached;
  }

  private void store(String host, String json, Instant at) {
    if (facts.replace(host, json, at) == 0) {
      facts.first(host, json, at);
    }
  }

  /** Renames facts as in {@code ansible_facts}; leaves out {@code ansible_env}. */
  private static ObjectNode plain(JsonNode cached) {
    ObjectNode plain = JSON.createObjectNode();
    cached
        .properties()
        .forEach(fact -> {
          String name = fact.getKey();
          if (name.startsWith(PREFIX) && !name.equals("ansible_env")) {
            plain.set(name.substring(PREFIX.length()), fact.getValue());
          }
        });
    return plain;
  }
}
