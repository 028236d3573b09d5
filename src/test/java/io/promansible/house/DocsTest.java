package io.promansible.house;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.promansible.Promansible;
import io.promansible.config.Configuration;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/**
 * What README and docs/ show is true: configurations are good, commands are known, links lead on.
 */
class DocsTest {
  private static final Path TOP = Path.of("").toAbsolutePath();
  private static final Pattern BLOCK = Pattern.compile("(?ms)^```(\\w+)\\n(.*?)^```$");
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s#]*)(?:#([^)\\s]*))?\\)");
  private static final Pattern COMMAND =
      Pattern.compile("(?m)(?:^|`|\\| )(?:bin/)?promansible ([a-z][^`\\n#|>]*)");

  /** A piece of a page, by the name of the page and the line at which it begins. */
  record Piece(String where, String text) {
    @Override
    public String toString() {
      return where;
    }
  }

  private static List<Path> pages() {
    try (Stream<Path> docs = Files.walk(TOP.resolve("docs"))) {
      List<Path> pages = new ArrayList<>(docs.filter(p -> p.toString().endsWith(".md")).toList());
      pages.add(TOP.resolve("README.md"));
      pages.add(TOP.resolve("CONTRIBUTING.md"));
      return pages;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Stream<Piece> blocks(String language) {
    return pages().stream()
        .flatMap(page -> {
          String text = read(page);
          return BLOCK
              .matcher(text)
              .results()
              .filter(block -> block.group(1).equals(language))
              .map(block -> new Piece(where(page, text, block), block.group(2)));
        });
  }

  private static String where(Path page, String text, MatchResult at) {
    long line = text.substring(0, at.start()).lines().count() + 1;
    return TOP.relativize(page) + ":" + line;
  }

  private static String read(Path page) {
    try {
      return Files.readString(page);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Stream<Piece> configurations() {
    return blocks("yaml");
  }

  @ParameterizedTest
  @MethodSource("configurations")
  void a_yaml_block_is_a_good_configuration(Piece block, @TempDir Path folder) throws IOException {
    Path file = folder.resolve("promansible.yml");
    String own =
        block.text().contains("\nplaybooks:") || block.text().startsWith("playbooks:")
            ? ""
            : "playbooks: " + TOP.resolve("playbooks") + "\n";
    Files.writeString(file, own + block.text());
    assertThatCode(() -> Configuration.read(file, Map.of())).doesNotThrowAnyException();
  }

  static Stream<Piece> commands() {
    return pages().stream()
        .flatMap(page -> {
          String text = read(page);
          return COMMAND
              .matcher(text)
              .results()
              .map(command -> new Piece(where(page, text, command), command.group(1).strip()));
        });
  }

  @ParameterizedTest
  @MethodSource("commands")
  void a_command_line_is_known(Piece command) {
    CommandLine known = Promansible.commandLine();
    String[] words = command.text().split("\\s+");
    assertThat(known.getSubcommands()).as(command.text()).containsKey(words[0]);
    CommandLine meant = known.getSubcommands().get(words[0]);
    if (!meant.getSubcommands().isEmpty() && words.length > 1) {
      assertThat(meant.getSubcommands()).as(command.text()).containsKey(words[1]);
      meant = meant.getSubcommands().get(words[1]);
    }
    List<String> options =
        meant.getCommandSpec().options().stream()
            .flatMap(option -> Stream.of(option.names()))
            .toList();
    assertThat(Stream.of(words).filter(word -> word.startsWith("-")).map(w -> w.split("=", 2)[0]))
        .as(command.text())
        .allMatch(options::contains);
  }

  @Test
  void a_link_leads_to_a_file_and_to_a_heading_of_it() {
    List<String> broken = new ArrayList<>();
    for (Path page : pages()) {
      for (MatchResult link : LINK.matcher(read(page)).results().toList()) {
        if (link.group(1).contains("://")) {
          continue;
        }
        Path to = link.group(1).isEmpty() ? page : page.resolveSibling(link.group(1)).normalize();
        boolean good =
            Files.exists(to)
                && (link.group(2) == null || headings(read(to)).contains(link.group(2)));
        if (!good) {
          broken.add(TOP.relativize(page) + " -> " + link.group());
        }
      }
    }
    assertThat(broken).isEmpty();
  }

  /** As GitHub makes anchors of headings. */
  private static List<String> headings(String text) {
    return text.lines()
        .filter(line -> line.startsWith("#"))
        .map(line -> line.replaceFirst("^#+ *", "").toLowerCase(java.util.Locale.ROOT))
        .map(line -> line.replaceAll("[^\\w\\- ]", "").replace(' ', '-'))
        .toList();
  }

  @Test
  void the_readme_is_a_screen_and_a_half() {
    assertThat(read(TOP.resolve("README.md")).lines()).hasSizeLessThanOrEqualTo(90);
  }
}
