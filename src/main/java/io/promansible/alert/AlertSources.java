package io.promansible.alert;

import io.promansible.fault.InputFault;
import io.promansible.settings.Section;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The declared sources. A token is bound to its sources: a sender that could choose any source
 * could choose one that needs no confirmation.
 *
 * @param all the declared sources, and the source of the configured Alertmanager
 * @param usual the name of the configured Alertmanager's source, for senders that name none
 */
public record AlertSources(List<AlertSource> all, String usual) {
  private static final int NAME_MAX = 64;

  public AlertSources {
    all = List.copyOf(all);
  }

  /**
   * The section {@code sources}.
   *
   * @param usual the source of the configured Alertmanager; it need not be declared
   * @param tokens the names of the access tokens
   */
  public static AlertSources read(List<Section> sections, String usual, Set<String> tokens) {
    List<AlertSource> all = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (Section section : sections) {
      AlertSource source = AlertSource.read(section, tokens);
      if (!names.add(source.name())) {
        section.fault("name", "'" + source.name() + "' is declared twice");
      }
      if (source.name().length() > NAME_MAX) {
        section.fault("name", "is longer than " + NAME_MAX + " characters");
      }
      section.end();
      all.add(source);
    }
    if (!names.contains(usual)) {
      all.add(new AlertSource(usual, AlertSource.Confirm.REQUIRED, false, List.of()));
    }
    return new AlertSources(all, usual);
  }

  /** The source of this name. */
  public Optional<AlertSource> find(String name) {
    return all.stream().filter(source -> source.name().equals(name)).findFirst();
  }

  /** Whether an alert of this source counts only where Alertmanager has it, too. */
  public boolean needsConfirmation(String name) {
    return find(name).map(s -> s.confirm() == AlertSource.Confirm.REQUIRED).orElse(true);
  }

  /** Whether disruptive handlers may act on alerts of this source without a person. */
  public boolean mayDisrupt(String name) {
    return find(name)
        .map(s -> s.confirm() == AlertSource.Confirm.REQUIRED || s.disruptive())
        .orElse(false);
  }

  /**
   * The source of a notification.
   *
   * @param asked what the sender says, if it says anything
   * @param token the name of the sender's token
   * @throws InputFault when the source is not declared, or the token may not send for it
   */
  public String of(Optional<String> asked, String token) {
    List<String> own =
        all.stream()
            .filter(source -> source.tokens().contains(token))
            .map(AlertSource::name)
            .toList();
    String name = asked.orElse(own.size() == 1 ? own.getFirst() : usual);
    AlertSource source =
        find(name)
            .orElseThrow(() ->
                new InputFault(
                    "source",
                    "'%s' is not declared; declare it under 'sources:' in promansible.yml, which has: %s"
                        .formatted(cut(name), names())));
    boolean bound = source.tokens().isEmpty() ? own.isEmpty() : own.contains(name);
    if (!bound) {
      throw new InputFault(
          "source",
          "the token '%s' may not send for '%s' (sources, tokens)".formatted(token, name));
    }
    return name;
  }

  private static String cut(String name) {
    return name.length() <= NAME_MAX ? name : name.substring(0, NAME_MAX) + "…";
  }

  private String names() {
    return all.stream().map(AlertSource::name).collect(Collectors.joining(", "));
  }
}
