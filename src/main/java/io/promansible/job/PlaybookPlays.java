package io.promansible.job;

import io.promansible.fault.InputFault;
import io.promansible.fault.WorldFault;
import io.promansible.playbook.PlayTemplate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** What a playbook says of its plays as a whole. */
final class PlaybookPlays {
  // Each of these counts or orders hosts, so a part of them is not the same play.
  private static final List<String> TIES =
      List.of("serial", "max_fail_percentage", "any_errors_fatal", "order", "strategy");

  private PlaybookPlays() {}

  /**
   * Whether some hosts may be played by another node: nothing in it ties hosts together, as far as
   * the file itself tells.
   *
   * @throws InputFault when it is no list of plays
   */
  static boolean divisible(Path playbook) {
    try {
      String text = Files.readString(playbook);
      List<Map<String, Object>> plays = PlayTemplate.plays(playbook.getFileName().toString(), text);
      return plays.stream()
              .noneMatch(play ->
                  play.containsKey("import_playbook") || TIES.stream().anyMatch(play::containsKey))
          && !text.contains("run_once");
    } catch (IOException e) {
      throw new WorldFault(playbook + " cannot be read", e);
    }
  }
}
