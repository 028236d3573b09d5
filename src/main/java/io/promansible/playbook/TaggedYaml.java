package io.promansible.playbook;

import java.util.List;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.constructor.AbstractConstruct;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.representer.Representer;

/** YAML with Ansible's own tags, which keep their values when it is read and written again. */
final class TaggedYaml {
  private TaggedYaml() {}

  /** A value with a tag of Ansible, such as {@code !vault}. */
  private record Tagged(String tag, String value) {}

  /** Reads YAML safely: it makes nothing but plain values. */
  static final class Reader extends SafeConstructor {
    Reader(LoaderOptions options) {
      super(options);
      for (String tag : List.of("!vault", "!vault-encrypted", "!unsafe")) {
        yamlConstructors.put(
            new Tag(tag),
            new AbstractConstruct() {
              @Override
              public Object construct(Node node) {
                if (node instanceof ScalarNode scalar) {
                  return new Tagged(tag, scalar.getValue());
                }
                throw new YAMLException(tag + " must stand before a single value");
              }
            });
      }
    }
  }

  /** Writes YAML, with the tags that {@link Reader} read. */
  static final class Writer extends Representer {
    Writer(DumperOptions options) {
      super(options);
      representers.put(
          Tagged.class,
          data -> {
            Tagged tagged = (Tagged) data;
            return representScalar(
                new Tag(tagged.tag()), tagged.value(), DumperOptions.ScalarStyle.LITERAL);
          });
    }
  }
}
