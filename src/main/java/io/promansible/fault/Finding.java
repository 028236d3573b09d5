package io.promansible.fault;

/**
 * One thing that is wrong with what somebody gave us.
 *
 * @param where a {@code file:line}, a JSON field or a request parameter, so that it can be found
 * @param what what is wrong with it, and what to do
 */
public record Finding(String where, String what) {
  @Override
  public String toString() {
    return where.isEmpty() ? what : where + ": " + what;
  }
}
