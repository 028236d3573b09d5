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

/** Takes the facts that a play has gathered from Ansible's cache into the database. */
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

  /** Of the cache below the data folder. */
  public FactsKeeper(DataFolder data, HostFactsRepository facts) {
    this.cache = data.resolve("facts");
    this.facts = facts;
  }

  /** What is new since a time; called in a transaction. Facts are never worth a run's end. */
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

  /** An Ansible that was replaced by another leaves its files. */
  private static Path newest(Path older, Path newer) throws IOException {
    return Files.exists(newer)
            && (!Files.exists(older)
                || Files.getLastModifiedTime(newer).compareTo(Files.getLastModifiedTime(older)) > 0)
        ? newer
        : older;
  }

  /** ansible-core 2.19 and later put what it knows into a text within the file. */
  private static JsonNode opened(JsonNode cached) throws IOException {
    JsonNode payload = cached.path(PAYLOAD);
    return payload.isTextual() ? JSON.readTree(payload.asText()) : cached;
  }

  private void store(String host, String json, Instant at) {
    if (facts.replace(host, json, at) == 0) {
      facts.first(host, json, at);
    }
  }

  /** The names that they have in {@code ansible_facts}, without what a host's environment holds. */
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
