package io.promansible.settings;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;

/** The single values of one mapping of the file; see {@link Section}. */
public abstract sealed class Scalars permits Section {
  final Reading reading;
  final Keys keys;
  final Map<String, Object> effective;

  Scalars(Reading reading, Keys keys, Map<String, Object> effective) {
    this.reading = reading;
    this.keys = keys;
    this.effective = effective;
  }

  /** A text, or the fallback. */
  public final String text(String key, String fallback) {
    return record(key, scalar(key).orElse(fallback));
  }

  /** A text that may be left out. */
  public final Optional<String> text(String key) {
    Optional<String> text = scalar(key);
    text.ifPresent(t -> record(key, t));
    return text;
  }

  /** A text that must be there; empty when it is not, with a finding. */
  public final String required(String key) {
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
  public final <T> T parsed(String key, T fallback, Function<String, T> parser) {
    return scalar(key)
        .map(text -> attempt(key, record(key, text), fallback, parser))
        .orElse(fallback);
  }

  /** A value with its own notation that may be left out. */
  public final <T> Optional<T> parsed(String key, Function<String, T> parser) {
    Optional<String> text = text(key);
    return text.flatMap(
        given -> attempt(key, given, Optional.empty(), t -> Optional.of(parser.apply(t))));
  }

  /** A duration such as {@code 30s}. */
  public final Duration duration(String key, Duration fallback) {
    Duration value = parsed(key, fallback, Durations::parse);
    record(key, Durations.format(value));
    return value;
  }

  /** A duration of at least {@code least}. */
  public final Duration duration(String key, Duration fallback, Duration least) {
    Duration value = duration(key, fallback);
    if (value.compareTo(least) < 0) {
      fault(key, "must be at least " + Durations.format(least));
      return fallback;
    }
    return value;
  }

  /** A whole number within bounds, both included. */
  public final int count(String key, int fallback, int least, int most) {
    return record(key, parsed(key, fallback, text -> Values.count(text, least, most)));
  }

  /** A size in bytes, written {@code 32MiB}. */
  public final long bytes(String key, long fallback) {
    long value = parsed(key, fallback, Values::bytes);
    record(key, Values.bytes(value));
    return value;
  }

  /** True or false; yes, no, on and off are accepted as YAML 1.1 does. */
  public final boolean flag(String key, boolean fallback) {
    return record(key, parsed(key, fallback, Values::flag));
  }

  /** A share from 0 to 1, written {@code 20%}. */
  public final double share(String key, double fallback) {
    double value = parsed(key, fallback, Values::share);
    record(key, Math.round(value * 100) + "%");
    return value;
  }

  /** One of the constants of an enum, written in lower case. */
  public final <E extends Enum<E>> E choice(String key, Class<E> type, E fallback) {
    E value = parsed(key, fallback, text -> Values.choice(text, type));
    record(key, Values.name(value));
    return value;
  }

  /** The same, where it may be left out. */
  public final <E extends Enum<E>> Optional<E> choice(String key, Class<E> type) {
    return parsed(key, text -> Values.choice(text, type));
  }

  /** An http or https address. */
  public final Optional<URI> url(String key) {
    Optional<URI> url =
        scalar(key)
            .filter(text -> !text.isBlank())
            .flatMap(text ->
                attempt(key, text, Optional.empty(), t -> Optional.of(Values.httpAddress(t))));
    url.ifPresent(u -> record(key, u.toString()));
    return url;
  }

  /** Adds a finding about a key. */
  public final void fault(String key, String what) {
    reading.fault(keys.at(key), "'" + keys.path(key) + "' " + what);
  }

  final Optional<String> scalar(String key) {
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

  final <T> T attempt(String key, String text, T fallback, Function<String, T> parser) {
    try {
      return parser.apply(text);
    } catch (IllegalArgumentException e) {
      fault(key, "is wrong: " + e.getMessage());
      return fallback;
    }
  }

  final <T> T record(String key, T value) {
    effective.put(key, value);
    return value;
  }
}
