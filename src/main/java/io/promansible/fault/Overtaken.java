package io.promansible.fault;

/** A play was not started, as too much time had passed since its node was known to own the run. */
public final class Overtaken extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public Overtaken(String what) {
    super(what);
  }
}
