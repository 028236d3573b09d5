package io.promansible.alert;

/** Where an episode stands. */
public enum EpisodeState {
  /** It fires, as far as we know. */
  FIRING,
  /** It was reported resolved, or found gone from Alertmanager. */
  RESOLVED,
  /** A later firing of the same alert began before we heard of the end of this one. */
  SUPERSEDED
}
