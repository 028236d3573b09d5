package io.promansible.house;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class HouseTest {
  /**
   * Ground floor first. A room imports only from floors below its own: this list is the diagram.
   */
  static final List<List<String>> FLOORS =
      List.of(
          List.of("fault", "label", "health", "disk", "log"),
          List.of("clockwork", "settings", "process"),
          List.of("database", "project"),
          List.of("node"),
          List.of("alert", "inventory", "playbook", "access", "audit"),
          List.of("alertmanager", "handler", "ansible", "facts", "identity"),
          List.of("guard", "permit", "play", "token", "catalog", "stored"),
          List.of("run", "login", "warm"),
          List.of("remediation", "queue", "freeze", "http", "archive"),
          List.of("launch"),
          List.of("decision", "runner", "history", "door"),
          List.of("course", "routine", "notice", "report", "live", "query"),
          List.of("scope"),
          List.of("job"),
          List.of("intake", "manual", "feed"),
          List.of("config"),
          List.of("doctor"),
          List.of("api", "people", "portal"),
          List.of("wiring"),
          List.of("cli"));

  static final String HOUSE = "io.promansible";
  static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(place -> !place.contains("/test-classes/"))
          .importPackages(HOUSE);

  @Test
  void stairs_only_run_down() {
    List<String> below = new ArrayList<>();
    for (List<String> floor : FLOORS) {
      for (String room : floor) {
        classes()
            .that()
            .resideInAPackage(name(room))
            .should()
            .onlyDependOnClassesThat(
                resideInAnyPackage(below.toArray(String[]::new))
                    .or(resideInAnyPackage(name(room)))
                    .or(not(resideInAnyPackage(HOUSE + ".."))))
            .allowEmptyShould(true)
            .check(CLASSES);
      }
      floor.forEach(room -> below.add(name(room)));
    }
  }

  @Test
  void no_circles() {
    slices().matching(HOUSE + ".(*)..").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void every_room_has_a_floor() {
    List<String> rooms = FLOORS.stream().flatMap(List::stream).toList();
    assertThat(
            CLASSES.stream()
                .map(c -> c.getPackageName())
                .filter(name -> !name.equals(HOUSE))
                .map(name -> name.substring(HOUSE.length() + 1).replaceFirst("\\..*", ""))
                .distinct())
        .allMatch(rooms::contains);
  }

  @Test
  void time_comes_from_the_clock_that_is_put_in() {
    noClasses()
        .should()
        .callMethod(Instant.class, "now")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .check(CLASSES);
    noClasses()
        .that()
        .resideOutsideOfPackages(name("wiring"), HOUSE)
        .should()
        .callMethod(Clock.class, "systemUTC")
        .check(CLASSES);
  }

  @Test
  void only_process_ansible_play_and_warm_start_processes() {
    noClasses()
        .that()
        .resideOutsideOfPackages(name("process"), name("ansible"), name("play"), name("warm"))
        .should()
        .dependOnClassesThat()
        .areAssignableTo(ProcessBuilder.class)
        .orShould()
        .dependOnClassesThat()
        .resideInAPackage("org.apache.commons.exec..")
        .check(CLASSES);
  }

  /**
   * A virtual thread that reads from a program's pipe keeps its carrier; a few of them stop all
   * others.
   */
  @Test
  void all_threads_are_the_systems_own() {
    noClasses()
        .should()
        .callMethod(Thread.class, "ofVirtual")
        .orShould()
        .callMethod(Thread.class, "startVirtualThread", Runnable.class)
        .orShould()
        .callMethod(Executors.class, "newVirtualThreadPerTaskExecutor")
        .check(CLASSES);
  }

  @Test
  void http_is_spoken_at_the_doors_only() {
    noClasses()
        .that()
        .resideOutsideOfPackages(
            name("http"),
            name("door"),
            name("live"),
            name("feed"),
            name("query"),
            name("api"),
            name("people"),
            name("portal"),
            name("wiring"))
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.micronaut.http..")
        .check(CLASSES);
    // Clients for Alertmanager and for other nodes stand beside what they serve; the commands ask a
    // running service.
    noClasses()
        .that()
        .resideOutsideOfPackages(name("alertmanager"), name("node"), name("doctor"), name("cli"))
        .should()
        .dependOnClassesThat()
        .resideInAPackage("java.net.http..")
        .check(CLASSES);
  }

  @Test
  void only_four_rooms_know_the_scheduler() {
    noClasses()
        .that()
        .resideOutsideOfPackages(name("queue"), name("runner"), name("routine"), name("wiring"))
        .should()
        .dependOnClassesThat()
        .resideInAPackage("com.github.kagkarlsson..")
        .check(CLASSES);
  }

  @Test
  void decisions_know_no_framework() {
    noClasses()
        .that()
        .resideInAnyPackage(
            name("fault"), name("label"), name("handler"), name("guard"), name("playbook"))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.micronaut..", "jakarta..")
        .allowEmptyShould(true)
        .check(CLASSES);
  }

  @Test
  void every_package_is_null_marked() throws IOException {
    try (Stream<Path> folders = Files.walk(Path.of("src/main/java/io/promansible"))) {
      assertThat(folders.filter(Files::isDirectory).filter(HouseTest::hasCode))
          .allSatisfy(folder ->
              assertThat(folder.resolve("package-info.java")).content().contains("@NullMarked"));
    }
  }

  private static String name(String room) {
    return HOUSE + "." + room + "..";
  }

  private static boolean hasCode(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.anyMatch(file -> file.toString().endsWith(".java"));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
