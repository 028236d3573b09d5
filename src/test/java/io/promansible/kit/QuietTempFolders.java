package io.promansible.kit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.AnnotatedElementContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDirFactory;

/**
 * Makes every temporary folder of the tests, as junit-platform.properties says. Before JUnit
 * removes one, what a service left running in it is ended.
 */
public final class QuietTempFolders implements TempDirFactory {
  @Override
  public Path createTempDirectory(AnnotatedElementContext element, ExtensionContext test)
      throws IOException {
    Path folder = Files.createTempDirectory("junit-");
    // What a store was given last is closed first, and JUnit's own removal stands in it already.
    test.getStore(ExtensionContext.Namespace.create(QuietTempFolders.class, folder))
        .put(folder, (AutoCloseable) () -> Leftovers.end(folder));
    return folder;
  }
}
