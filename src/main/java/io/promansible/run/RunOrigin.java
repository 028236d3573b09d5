package io.promansible.run;

import java.util.Optional;

/** Who or what wanted a run. */
public sealed interface RunOrigin {
  /** The text by which it is stored, shown and counted. */
  Cause cause();

  /** Whose queue the run stands in: the handler's, the routine's, or that of all people. */
  String queue();

  /**
   * What two runs with a serial may not hold at once: what goes host by host within a run must not
   * go beside another run of the same.
   *
   * @param roles of the run
   */
  String serialLease(String roles);

  /** A handler, for alerts. */
  record OfHandler(String name, int step) implements RunOrigin {
    @Override
    public Cause cause() {
      return Cause.ALERT;
    }

    @Override
    public String queue() {
      return name;
    }

    @Override
    public String serialLease(String roles) {
      return "handler " + name;
    }
  }

  /**
   * A routine.
   *
   * @param askedBy the person who ran it now; empty where its time had come
   */
  record OfRoutine(String name, Optional<String> askedBy) implements RunOrigin {
    @Override
    public Cause cause() {
      return Cause.ROUTINE;
    }

    @Override
    public String queue() {
      return name;
    }

    @Override
    public String serialLease(String roles) {
      return "routine " + name;
    }
  }

  /** A person, for roles of the catalog. */
  record OfPerson(String who) implements RunOrigin {
    @Override
    public Cause cause() {
      return Cause.PERSON;
    }

    @Override
    public String queue() {
      return "";
    }

    @Override
    public String serialLease(String roles) {
      return "roles " + roles;
    }
  }
}
