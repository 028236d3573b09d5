package io.promansible.house;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.LineMap;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * How large things are that a person reads at once; the JDK's own parser tells. Lines of imports do
 * not count: the formatter writes them, and nobody reads them.
 */
class SizesTest {
  private static final Path MAIN = Path.of("src/main/java/io/promansible");
  private static final Path TESTS = Path.of("src/test/java/io/promansible");
  private static final int FILE_MAX = 250;
  private static final int FILE_P90 = 150;
  private static final int FILE_MEDIAN = 60;
  private static final int TEST_FILE_MAX = 300;
  private static final int METHOD_MAX = 40;
  private static final int PARAMETERS_MAX = 6;
  private static final int ROOM_MAX = 20;

  /** A method or a constructor. */
  record Code(String where, String name, int lines, int parameters, boolean constructor) {}

  private static final List<Code> CODE = new ArrayList<>();

  @BeforeAll
  static void parse() throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      JavacTask task =
          (JavacTask)
              compiler.getTask(
                  null, files, null, null, null, files.getJavaFileObjectsFromPaths(files(MAIN)));
      SourcePositions positions = Trees.instance(task).getSourcePositions();
      for (CompilationUnitTree unit : task.parse()) {
        unit.accept(new Measuring(unit, positions), null);
      }
    }
  }

  private static final class Measuring extends TreeScanner<Void, Void> {
    private final CompilationUnitTree unit;
    private final SourcePositions positions;
    private boolean record;

    private Measuring(CompilationUnitTree unit, SourcePositions positions) {
      this.unit = unit;
      this.positions = positions;
    }

    @Override
    public Void visitClass(ClassTree type, Void nothing) {
      boolean outer = record;
      record = type.getKind() == Tree.Kind.RECORD;
      super.visitClass(type, null);
      record = outer;
      return null;
    }

    @Override
    public Void visitMethod(MethodTree method, Void nothing) {
      if (method.getBody() != null) {
        LineMap lines = unit.getLineMap();
        Tree from = method.getReturnType() == null ? method : method.getReturnType();
        long first = lines.getLineNumber(positions.getStartPosition(unit, from));
        long last = lines.getLineNumber(positions.getEndPosition(unit, method));
        String file = Path.of(unit.getSourceFile().getName()).getFileName().toString();
        boolean constructor = method.getName().contentEquals("<init>");
        CODE.add(
            new Code(
                file + ":" + first,
                method.getName().toString(),
                (int) (last - first + 1),
                method.getParameters().size(),
                constructor && !record));
      }
      return super.visitMethod(method, null);
    }
  }

  private static List<Path> files(Path top) {
    try (Stream<Path> all = Files.walk(top)) {
      return all.filter(p -> p.toString().endsWith(".java"))
          .filter(p -> !p.endsWith("package-info.java"))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int lines(Path file) {
    try (Stream<String> lines = Files.lines(file)) {
      return (int) lines.filter(line -> !line.startsWith("import ")).count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<Path, Integer> longerThan(Path top, int most) {
    return files(top).stream()
        .filter(file -> lines(file) > most)
        .collect(Collectors.toMap(file -> file, SizesTest::lines, Math::max, TreeMap::new));
  }

  @Test
  void no_file_is_longer_than_a_person_reads() {
    assertThat(longerThan(MAIN, FILE_MAX)).isEmpty();
  }

  @Test
  void most_files_are_short() {
    List<Integer> lines = files(MAIN).stream().map(SizesTest::lines).sorted().toList();
    assertThat(lines.get(lines.size() / 2)).as("median").isLessThanOrEqualTo(FILE_MEDIAN);
    assertThat(lines.get(lines.size() * 9 / 10)).as("p90").isLessThanOrEqualTo(FILE_P90);
  }

  @Test
  void a_test_file_has_one_subject() {
    assertThat(longerThan(TESTS, TEST_FILE_MAX)).isEmpty();
  }

  @Test
  void a_method_is_read_at_one_glance() {
    assertThat(CODE).filteredOn(code -> code.lines() > METHOD_MAX).isEmpty();
  }

  /** The components of a record are its data, and may be more. */
  @Test
  void a_constructor_takes_at_most_six_things() {
    assertThat(CODE)
        .filteredOn(Code::constructor)
        .filteredOn(code -> code.parameters() > PARAMETERS_MAX)
        .isEmpty();
  }

  @Test
  void a_room_has_at_most_twenty_files() {
    Map<Path, Long> rooms =
        files(MAIN).stream().collect(Collectors.groupingBy(Path::getParent, Collectors.counting()));
    assertThat(rooms)
        .allSatisfy((room, count) ->
            assertThat(count).as("files of %s", room).isLessThanOrEqualTo(ROOM_MAX));
  }
}
