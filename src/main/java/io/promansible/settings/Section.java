package io.promansible.settings;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * One mapping of the file, read key by key.
 *
 * <p>A value that is wrong becomes a finding with its line and the fallback is returned, so one
 * pass finds everything. Whatever was not asked for is unknown: {@link #end()} says so.
 */
public final class Section {
  private final Reading reading;
  private final Keys keys;
  private final Path folder;
  private final Map<String, Object> effective;

  Section(Reading reading, Keys keys, Path folder, Map<String, Object> effective) {
    this.reading = reading;
    this.keys = keys;
    this.folder = folder;
    this.effective = effective;
  }

  /** A text, or the fallback. */
  public String text(String key, String fallback) {
    return record(key, scalar(key).orElse(fallback));
  }

  /** A text that may be left out. */
  public Optional<String> text(String key) {
    Optional<String> text = scalar(key);
    text.ifPresent(t -> record(key, t));
    return text;
  }

  /** A text that must be there; empty when it is not, with a finding. */
  public String required(String key) {
    Optional<String> text = scalar(key);
    if (text.isEmpty() || text.get().isBlank()) {
      reading.fault(keys.at(key), "'" + keys.path(key) + "' is missing; it must be given");
      return "";
    }
    return record(key, text.get());
  }

  /**
   * A value with its own notation; what {@code parser} throws as IllegalArgumentException becomes
   * the finding.
   */
  public <T> T parsed(String key, T fallback, Function<String, T> parser) {
    return scalar(key).map(text -> attempt(key, text, fallback, parser)).orElse(fallback);
  }

  /** The same, for a value that may be left out. */
  public <T> Optional<T> parsed(String key, Function<String, T> parser) {
    Optional<String> text = text(key);
    return text.flatMap(
        given -> attempt(key, given, Optional.empty(), t -> Optional.of(parser.apply(t))));
  }

  /** A duration such as {@code 30s}. */
  public Duration duration(String key, Duration fallback) {
    Duration value = parsed(key, fallback, Durations::parse);
    record(key, Durations.format(value));
    return value;
  }

  /** A duration of at least {@code least}. */
  public Duration duration(String key, Duration fallback, Duration least) {
    Duration value = duration(key, fallback);
    if (value.compareTo(least) < 0) {
      fault(key, "must be at least " + Durations.format(least));
      return fallback;
    }
    return value;
  }

  /** A whole number within bounds, both included. */
  public int count(String key, int fallback, int least, int most) {
    return record(key, parsed(key, fallback, text -> Values.count(text, least, most)));
  }

  /** A size in bytes, written {@code 32MiB}. */
  public long bytes(String key, long fallback) {
    long value = parsed(key, fallback, Values::bytes);
    record(key, Values.bytes(value));
    return value;
  }

  /** True or false; yes, no, on and off are accepted as YAML 1.1 does. */
  public boolean flag(String key, boolean fallback) {
    return record(key, parsed(key, fallback, Values::flag));
  }

  /** A share from 0 to 1, written {@code 20%}. */
  public double share(String key, double fallback) {
    double value = parsed(key, fallback, Values::share);
    record(key, Math.round(value * 100) + "%");
    return value;
  }

  /** One of the constants of an enum, written in lower case. */
  public <E extends Enum<E>> E choice(String key, Class<E> type, E fallback) {
    E value = parsed(key, fallback, text -> Values.choice(text, type));
    record(key, Values.name(value));
    return value;
  }

  /** An http or https address. */
  public Optional<URI> url(String key) {
    Optional<URI> url =
        scalar(key)
            .filter(text -> !text.isBlank())
            .flatMap(text ->
                attempt(key, text, Optional.empty(), t -> Optional.of(Values.httpAddress(t))));
    url.ifPresent(u -> record(key, u.toString()));
    return url;
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

  /** The same for a text that was read as part of a list. */
  public Path resolve(String text) {
    return folder.resolve(text).normalize();
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
    record(key, List.copyOf(texts));
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

  /** A key that somebody may try and that is none; says what to do instead. */
  public void refuse(String key, String what) {
    if (keys.node(key) != null) {
      fault(key, what);
    }
  }

  /** Adds a finding about a key. */
  public void fault(String key, String what) {
    reading.fault(keys.at(key), "'" + keys.path(key) + "' " + what);
  }

  /** Says which of the given keys nobody asked for. */
  public void end() {
    keys.end();
  }

  Map<String, Object> effective() {
    return effective;
  }

  private Optional<String> scalar(String key) {
    Node node = keys.node(key);
    Optional<String> override = keys.override(key);
    if (override.isPresent() || node == null || Keys.isNull(node)) {
      return override;
    }
    if (node instanceof ScalarNode scalar) {
      return Optional.of(scalar.getValue());
    }
    fault(key, "must be a single value");
    return Optional.empty();
  }

  private <T> T attempt(String key, String text, T fallback, Function<String, T> parser) {
    try {
      return parser.apply(text);
    } catch (IllegalArgumentException e) {
      fault(key, "is wrong: " + e.getMessage());
      return fallback;
    }
  }

  private <T> T record(String key, T value) {
    effective.put(key, value);
    return value;
  }
}
