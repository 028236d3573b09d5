package io.promansible.login;

/** Knows people and their passwords in our place. */
public interface Directory {
  /** What a directory answers. */
  sealed interface Answer {
    /** The password is right. */
    record Known(Identity identity) implements Answer {}

    /** The name or the password is wrong. */
    record Unknown() implements Answer {}

    /** It could not be asked. */
    record Away(String why) implements Answer {}
  }

  /** Whether the configuration names one. */
  boolean configured();

  /** Checks a password, which is not empty. */
  Answer check(String name, String password);
}
