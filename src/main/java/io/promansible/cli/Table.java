package io.promansible.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** A table for the terminal; each column is as wide as its widest cell. */
final class Table {
  private static final int CELL_MAX = 100;

  private final List<List<String>> rows = new ArrayList<>();

  Table(String... heads) {
    rows.add(List.of(heads));
  }

  /** Adds a row, without control characters: what others wrote must not steer the terminal. */
  void row(String... cells) {
    rows.add(
        Arrays.stream(cells)
            .map(cell -> cell.isEmpty() ? "-" : cell.replaceAll("\\p{Cntrl}", " "))
            .map(cell -> cell.length() <= CELL_MAX ? cell : cell.substring(0, CELL_MAX) + "…")
            .toList());
  }

  /** Prints the rows, or {@code nothing} where there are none; the last column is not padded. */
  void print(String nothing) {
    if (rows.size() == 1) {
      System.out.println(nothing);
      return;
    }
    int columns = rows.getFirst().size();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < columns; i++) {
        line.append(row.get(i));
        if (i < columns - 1) {
          line.append(" ".repeat(width(i) - row.get(i).length() + 2));
        }
      }
      System.out.println(line);
    }
  }

  private int width(int column) {
    return rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
  }

  /** A time without its fraction; empty when there is none. */
  static String time(JsonNode node) {
    return node.asText("").replaceFirst("\\.\\d+Z$", "Z").replace("null", "");
  }

  /** The texts of a JSON array, separated by commas. */
  static String list(JsonNode texts) {
    return texts.valueStream().map(JsonNode::asText).collect(Collectors.joining(","));
  }

  /** A text; empty when it is missing or null. */
  static String text(JsonNode node) {
    return node.isNull() ? "" : node.asText("");
  }
}
