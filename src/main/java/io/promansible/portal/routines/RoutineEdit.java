package io.promansible.portal.routines;

import java.util.List;

/** The form that makes or changes a routine. */
public record RoutineEdit(
    String name, boolean fresh, String spec, List<String> faults, List<String> roles) {}
