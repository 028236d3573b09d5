package io.promansible.portal.handlers;

import io.promansible.report.Explanation.Replayed;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The form that makes or changes a handler.
 *
 * @param labels of an alert that it is tried on, as YAML
 * @param said what it would do about that alert, and what each guard says
 * @param replayed what it would have done; null before somebody asked
 */
public record HandlerEdit(
    String name,
    boolean fresh,
    String spec,
    List<String> faults,
    List<String> roles,
    @Nullable Replayed replayed,
    String labels,
    List<String> said) {}
