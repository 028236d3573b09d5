package io.promansible.login;

import io.promansible.identity.LoginProvider;
import java.util.List;

/**
 * What another provider says of a person who has shown there who they are.
 *
 * @param subject what the provider calls this person, and never gives to another
 */
public record Identity(LoginProvider provider, String name, String subject, List<String> groups) {
  public Identity {
    groups = List.copyOf(groups);
  }
}
