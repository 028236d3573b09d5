package io.promansible.portal.operation;

import java.util.List;

/** The checklist of the first start. */
public record WelcomePage(List<Step> steps, boolean complete) {
  /**
   * A step.
   *
   * @param code what to copy; empty for nothing
   */
  public record Step(
      boolean done, String title, String text, String code, String href, String link) {}
}
