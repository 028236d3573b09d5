package io.promansible.inventory;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.promansible.label.Labels;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.zip.GZIPOutputStream;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.Yaml;

/**
 * The inventory as the API shows it: secrets are masked, and the list is rendered and compressed
 * once per import, as it may have ten thousand hosts.
 */
public final class ServedInventory {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int SHOWN_MAX = 1000;

  private final Inventory inventory;
  private final SecretNames names;
  private final byte[] list;
  private final byte[] compressed;
  private final String etag;

  public ServedInventory(Inventory inventory, SecretNames names) {
    this.inventory = inventory;
    this.names = names;
    JsonNode masked = masked();
    try {
      this.list = JSON.writeValueAsBytes(masked);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree is always JSON", e);
    }
    this.compressed = gzip(list);
    String digest = Labels.NONE.digest(new String(list, StandardCharsets.UTF_8));
    this.etag = '"' + digest.substring(0, 32) + '"';
  }

  /** The masked answer to {@code --list}, as JSON. */
  public byte[] list() {
    return list;
  }

  /** The masked answer to {@code --list}, compressed by gzip. */
  public byte[] compressedList() {
    return compressed;
  }

  /** The list's entity tag, quoted as HTTP wants it; it changes when the list does. */
  public String etag() {
    return etag;
  }

  /** The masked answer to {@code --host}: the variables of one host. */
  public Optional<JsonNode> host(String name) {
    return inventory.host(name).map(this::masked);
  }

  /**
   * Targets for Prometheus' HTTP service discovery, one for each host.
   *
   * @param group only hosts of this group
   * @param shown only hosts with names that it lets through
   */
  public JsonNode targets(Optional<String> group, int port, Predicate<String> shown) {
    ArrayNode targets = JSON.createArrayNode();
    for (Host host : inventory.hosts()) {
      boolean meant =
          group.isEmpty() || group.get().equals("all") || host.groups().contains(group.get());
      if (meant && shown.test(host.name())) {
        String address = host.address();
        String written = address.contains(":") ? "[" + address + "]" : address;
        ObjectNode target = targets.addObject();
        target.putArray("targets").add(written + ":" + port);
        target
            .putObject("labels")
            .put("inventory_hostname", host.name())
            // commas at both ends, so that a relabel rule can look for ",web,"
            .put("__meta_ansible_groups", "," + String.join(",", host.groups()) + ",");
      }
    }
    return targets;
  }

  /**
   * Some hosts with their variables and groups as YAML, secrets masked; only the first thousand, as
   * it is kept for each run.
   */
  public String shownOf(Collection<String> hosts) {
    JsonNode some =
        inventory.restrictedTo(hosts.stream().limit(SHOWN_MAX).toList(), Map.of(), this::masked);
    DumperOptions options = new DumperOptions();
    options.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
    return new Yaml(options).dump(JSON.convertValue(some, Map.class));
  }

  /** The unmasked inventory, for runs and decisions. */
  public Inventory inventory() {
    return inventory;
  }

  /** Which variables are masked by their names. */
  SecretNames names() {
    return names;
  }

  private JsonNode masked() {
    ObjectNode copy = JSON.createObjectNode();
    // Names of groups and hosts are not masked, as one of them may be called "vault".
    inventory.list().properties().forEach(group -> copy.set(group.getKey(), group.getValue()));
    // Without _meta.hostvars Ansible would ask once per host.
    ObjectNode hostvars = copy.putObject("_meta").putObject("hostvars");
    inventory.hosts().stream()
        .filter(host -> !host.vars().isEmpty())
        .forEach(host -> hostvars.set(host.name(), masked(host)));
    return copy;
  }

  private JsonNode masked(Host host) {
    return Secrets.masked(host.vars(), host.vaulted(), names);
  }

  private static byte[] gzip(byte[] bytes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length / 8 + 64);
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }
}
