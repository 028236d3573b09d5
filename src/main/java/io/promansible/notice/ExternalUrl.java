package io.promansible.notice;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Where people find this service; our alerts and silences in Alertmanager link to it. */
@FunctionalInterface
public interface ExternalUrl {
  /** The address, without a slash at its end. */
  String get();

  /** The address of a run, or of all runs where there was none. */
  default String run(@Nullable UUID id) {
    return get() + "/api/v1/runs" + (id == null ? "" : "/" + id);
  }
}
