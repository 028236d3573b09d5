package io.promansible.kit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** What a process holds: looked at again and again, and weighed four times. */
public final class Footprint {
  private final long pid;
  private final Path data;
  private final List<Part> parts = new ArrayList<>();
  private final Set<Long> zombies = new HashSet<>();
  private Set<Long> zombiesBefore = Set.of();
  private int threads;
  private int files;
  private int folders;
  private long size;

  /**
   * A quarter of the time.
   *
   * @param threads the most
   * @param files the most open ones
   * @param folders the most of runs
   * @param resident memory in bytes at the end
   * @param live bytes of objects that are still in use at the end
   * @param grown bytes of the database
   */
  public record Part(int threads, int files, int folders, long resident, long live, long grown) {}

  /** Of a JVM and its data folder. */
  public Footprint(long pid, Path data) {
    this.pid = pid;
    this.data = data;
    this.size = database();
  }

  /** Looks at what changes from second to second. */
  public void look() {
    threads = Math.max(threads, status(pid, "Threads"));
    files = Math.max(files, openFiles(pid));
    folders = Math.max(folders, entries(data.resolve("runs")));
    Set<Long> now = new HashSet<>();
    ProcessHandle.of(pid).stream()
        .flatMap(ProcessHandle::descendants)
        .map(ProcessHandle::pid)
        .filter(Footprint::isZombie)
        .forEach(now::add);
    // One that is seen once may be about to be waited for.
    now.stream().filter(zombiesBefore::contains).forEach(zombies::add);
    zombiesBefore = now;
  }

  /** Ends a quarter; collects garbage first, as only what is left says something. */
  public Part weigh() {
    String histogram = Programs.run(List.of(jcmd(), Long.toString(pid), "GC.class_histogram"));
    String total = histogram.lines().filter(l -> l.startsWith("Total")).findFirst().orElseThrow();
    long before = size;
    size = database();
    Part part =
        new Part(
            threads,
            files,
            folders,
            resident(pid),
            Long.parseLong(total.replaceFirst("Total +[0-9]+ +", "").strip()),
            size - before);
    parts.add(part);
    threads = 0;
    files = 0;
    folders = 0;
    return part;
  }

  /** A quarter, from 1 to 4. */
  public Part quarter(int number) {
    return parts.get(number - 1);
  }

  /** Processes that had ended and that nobody waited for. */
  public Set<Long> zombies() {
    return zombies;
  }

  private static String jcmd() {
    return Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
  }

  private long database() {
    try {
      return Files.size(data.resolve("promansible.mv.db"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** How many bytes of memory a process has now. */
  public static long resident(long pid) {
    return status(pid, "VmRSS") * 1024L;
  }

  /** How many files and connections a process has open. */
  public static int openFiles(long pid) {
    return entries(Path.of("/proc/" + pid + "/fd"));
  }

  private static int status(long pid, String name) {
    return lines(Path.of("/proc/" + pid + "/status"))
        .filter(line -> line.startsWith(name + ":"))
        .map(line -> Integer.parseInt(line.replaceAll("[^0-9]", "")))
        .findFirst()
        .orElseThrow();
  }

  private static boolean isZombie(long process) {
    Path stat = Path.of("/proc/" + process + "/status");
    return Files.exists(stat) && lines(stat).anyMatch(line -> line.matches("State:\\s+Z.*"));
  }

  /** None for a process that has just ended. */
  private static Stream<String> lines(Path file) {
    try {
      return Files.readAllLines(file).stream();
    } catch (IOException e) {
      return Stream.empty();
    }
  }

  private static int entries(Path folder) {
    try (Stream<Path> found = Files.list(folder)) {
      return (int) found.count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
