package io.promansible.portal;

import java.util.ArrayList;
import java.util.List;

/**
 * A page that the menu leads to.
 *
 * @param at how a page says that it is this one
 * @param key the letter that leads there, after {@code g}
 */
public record Nav(String at, String href, String word, String key) {
  private static final List<Nav> READERS =
      List.of(
          new Nav("now", "/", "Now", "n"),
          new Nav("alerts", "/alerts", "Alerts", "a"),
          new Nav("runs", "/runs", "Runs", "r"),
          new Nav("holds", "/holds", "Freeze and holds", "f"),
          new Nav("handlers", "/handlers", "Handlers", "h"),
          new Nav("alert-types", "/alert-types", "Alert types", "y"),
          new Nav("roles", "/roles", "Roles", "o"),
          new Nav("jobs", "/jobs", "Jobs", "b"),
          new Nav("projects", "/projects", "Projects", "j"),
          new Nav("routines", "/routines", "Routines", "t"),
          new Nav("inventory", "/inventory", "Inventory", "i"),
          new Nav("audit", "/audit", "Audit", "u"),
          new Nav("status", "/status", "Status", "s"));

  /** The pages that somebody may see. */
  public static List<Nav> of(Viewer viewer) {
    List<Nav> pages = new ArrayList<>();
    if (viewer.reads()) {
      pages.addAll(READERS);
    }
    pages.add(new Nav("tokens", "/tokens", "Tokens", "k"));
    if (viewer.admin()) {
      pages.add(new Nav("people", "/people", "People", "p"));
    }
    return pages;
  }
}
