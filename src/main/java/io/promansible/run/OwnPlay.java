package io.promansible.run;

import io.promansible.inventory.Inventory;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * A playbook with an inventory of its own, in place of roles in our template.
 *
 * @param inventory all hosts that the play knows
 * @param playbook the file that Ansible is given; what lies beside it is found by Ansible
 * @param root the folder with all that the playbook may read
 * @param targets the hosts on which its plays act
 * @param rolePaths where Ansible looks for roles, beside the playbook
 * @param collectionPaths further folders in which Ansible looks for collections
 * @param divisible whether some hosts may be played by another node
 */
public record OwnPlay(
    Inventory inventory,
    Path playbook,
    Path root,
    Set<String> targets,
    List<Path> rolePaths,
    List<Path> collectionPaths,
    boolean divisible) {
  public OwnPlay {
    targets = Set.copyOf(targets);
    rolePaths = List.copyOf(rolePaths);
    collectionPaths = List.copyOf(collectionPaths);
  }
}
