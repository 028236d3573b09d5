package io.promansible.portal.runs;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The log.
 *
 * @param missing why there is none; null when there is one
 * @param total how many lines there are
 */
public record RunLogTab(
    @Nullable String missing, int total, boolean growing, List<Section> sections)
    implements RunPage.Tab {
  @Override
  public String name() {
    return "log";
  }

  /**
   * A task's part of the log.
   *
   * @param lines its lines; empty when they are read only once somebody opens it
   */
  public record Section(
      String title, int from, int to, boolean failed, boolean open, List<Line> lines) {}

  /** A line of the log. */
  public record Line(
      int number,
      String kind,
      String host,
      String at,
      List<io.promansible.log.Ansi.Piece> pieces) {}
}
