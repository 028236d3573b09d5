package io.promansible.alert;

/** Where an episode stands. */
public enum EpisodeState {
  /** The alert fires, as far as Promansible knows. */
  FIRING,
  /** The alert was reported resolved, or Alertmanager no longer has it. */
  RESOLVED,
  /** A later firing of the same alert began before we heard of the end of this one. */
  SUPERSEDED
}
