package io.promansible.login;

import io.promansible.access.LoginProvider;
import java.util.List;

/**
 * What another provider says of a person who has shown there who they are.
 *
 * @param subject what the provider calls this person, and never gives to another
 * @param note what to tell who is not let in, as the end of a sentence; mostly empty
 */
public record Identity(
    LoginProvider provider, String name, String subject, List<String> groups, String note) {
  public Identity {
    groups = List.copyOf(groups);
  }
}
