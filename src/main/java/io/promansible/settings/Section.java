package io.promansible.settings;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * One mapping of the file, read key by key.
 *
 * <p>A value that is wrong becomes a finding with its line and the fallback is returned, so one
 * pass finds everything. A key that nobody asked for is unknown: {@link #end()} says so.
 */
public final class Section extends Scalars {
  private final Path folder;

  Section(Reading reading, Keys keys, Path folder, Map<String, Object> effective) {
    super(reading, keys, effective);
    this.folder = folder;
  }

  /** Some http or https addresses; a single one counts as a list of one. */
  public List<URI> urls(String key) {
    List<String> texts =
        keys.node(key) instanceof SequenceNode
            ? texts(key, List.of())
            : scalar(key).filter(text -> !text.isBlank()).stream().toList();
    record(key, texts);
    List<URI> urls = new ArrayList<>();
    for (String text : texts) {
      attempt(key, text, Optional.<URI>empty(), t -> Optional.of(Values.httpAddress(t)))
          .ifPresent(urls::add);
    }
    return urls;
  }

  /** A path; a relative one starts at the folder of the file. */
  public Path path(String key, String fallback) {
    return resolve(text(key, fallback));
  }

  /** A path that was read as part of a list; a relative one starts at the folder of the file. */
  public Path resolve(String text) {
    return folder.resolve(text).normalize();
  }

  /** A file that must be there and be readable, if it is named. */
  public Optional<Path> file(String key) {
    Optional<Path> file = text(key).map(this::resolve);
    file.filter(path -> !Files.isReadable(path))
        .ifPresent(path ->
            fault(
                key,
                "names "
                    + path
                    + (Files.exists(path)
                        ? ", which this user may not read"
                        : ", which does not exist")));
    return file;
  }

  /** A list of texts; a single text counts as a list of one. */
  public List<String> texts(String key, List<String> fallback) {
    Node node = keys.node(key);
    List<String> texts = new ArrayList<>();
    switch (node) {
      case null -> texts.addAll(fallback);
      case ScalarNode scalar -> texts.add(scalar.getValue());
      case SequenceNode sequence -> {
        for (Node item : sequence.getValue()) {
          if (item instanceof ScalarNode scalar) {
            texts.add(scalar.getValue());
          } else {
            reading.fault(keys.place(item), "'" + keys.path(key) + "' must be a list of texts");
          }
        }
      }
      default -> fault(key, "must be a list of texts");
    }
    // A list of its own: equal objects would become an alias in what is printed.
    record(key, new ArrayList<>(texts));
    return texts;
  }

  /** A nested mapping; an empty one when it is left out. */
  public Section section(String key) {
    Node node = keys.node(key);
    if (node != null && !(node instanceof MappingNode) && !Keys.isNull(node)) {
      fault(key, "must be a mapping of keys to values");
    }
    Map<String, Object> inner = new LinkedHashMap<>();
    effective.put(key, inner);
    MappingNode mapping = node instanceof MappingNode m ? m : null;
    return new Section(reading, keys.nested(keys.path(key), mapping), folder, inner);
  }

  /** A list of mappings. */
  public List<Section> sections(String key) {
    Node node = keys.node(key);
    List<Section> sections = new ArrayList<>();
    List<Object> inners = new ArrayList<>();
    effective.put(key, inners);
    if (node == null || Keys.isNull(node)) {
      return sections;
    }
    if (!(node instanceof SequenceNode sequence)) {
      fault(key, "must be a list");
      return sections;
    }
    for (Node item : sequence.getValue()) {
      if (item instanceof MappingNode mapping) {
        Map<String, Object> inner = new LinkedHashMap<>();
        inners.add(inner);
        String at = keys.path(key) + "[" + sections.size() + "]";
        sections.add(new Section(reading, keys.nested(at, mapping), folder, inner));
      } else {
        reading.fault(keys.place(item), "'" + keys.path(key) + "' must be a list of mappings");
      }
    }
    return sections;
  }

  /** A free tree, such as the variables of a role, with YAML 1.1 types. */
  public Map<String, Object> tree(String key) {
    Node node = keys.node(key);
    Map<String, Object> tree = new LinkedHashMap<>();
    if (node instanceof MappingNode mapping) {
      try {
        tree.putAll(Trees.mapping(mapping));
      } catch (IllegalArgumentException | YAMLException e) {
        fault(key, "is wrong: " + e.getMessage());
      }
    } else if (node != null && !Keys.isNull(node)) {
      fault(key, "must be a mapping of names to values");
    }
    record(key, tree);
    return tree;
  }

  /** The names of all keys given, for a mapping whose names are the author's. */
  public List<String> names() {
    return keys.names();
  }

  /** Refuses a key that does not exist but that people may try; says what to do instead. */
  public void refuse(String key, String what) {
    if (keys.node(key) != null) {
      fault(key, what);
    }
  }

  /** Says which of the given keys nobody asked for. */
  public void end() {
    keys.end();
  }

  Map<String, Object> effective() {
    return effective;
  }
}
