package io.promansible.ansible;

import io.promansible.fault.WorldFault;
import io.promansible.process.Programs;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** Finds the Python that Ansible runs with: its programs say so in their first line. */
public final class AnsiblePython {
  private AnsiblePython() {}

  /**
   * The Python that a program of Ansible runs with.
   *
   * @param program a name on the PATH, or a path
   * @throws WorldFault when the program is missing or does not say
   */
  public static String of(String program) {
    return interpreter(executable(program));
  }

  /** The path of a program, looked up on the PATH unless the name is a path. */
  public static Path executable(String name) {
    if (name.contains("/")) {
      return Path.of(name);
    }
    for (String folder : Programs.environment().getOrDefault("PATH", "").split(":", -1)) {
      Path candidate = Path.of(folder.isEmpty() ? "." : folder, name);
      if (Files.isExecutable(candidate)) {
        return candidate;
      }
    }
    throw new WorldFault(name + " cannot be started; is it installed and on the PATH?");
  }

  private static String interpreter(Path script) {
    String first;
    try (BufferedReader lines = Files.newBufferedReader(script)) {
      String line = lines.readLine();
      first = line == null ? "" : line;
    } catch (MalformedInputException e) {
      first = "";
    } catch (IOException e) {
      throw new WorldFault(script + " cannot be read: " + e.getMessage(), e);
    }
    // "#!/usr/bin/python3 -sP" and "#!/usr/bin/env python3": the first word with "python" is it.
    String python =
        Arrays.stream(first.replaceFirst("^#!\\s*", "").split("\\s+", -1))
            .filter(word -> word.contains("python"))
            .findFirst()
            .orElse("");
    if (!first.startsWith("#!") || python.isEmpty()) {
      throw new WorldFault(script + " does not say which Python it wants");
    }
    return python;
  }
}
