// SPDX-License-Identifier: Apache-2.0
package dev.shirube.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The house rules, over every file of the project.
class HouseRulesTest {
  // What the last look saw, less 5 percent: a rule that suddenly sees less is broken itself.
  private static final int JAVA_FILES = 398;
  private static final int METHODS = 3_500;

  @Test
  void theHouseKeepsItsRules() throws IOException {
    Project project = Project.here();
    List<JavaSources.JavaFile> java = JavaSources.parse(project.texts(".java"));
    List<HouseRules.Measure> measures = new ArrayList<>(HouseRules.ofJava(java));
    measures.add(HouseRules.folders(List.copyOf(project.files().keySet())));
    measures.addAll(HouseRules.Texts.of(texts(project)));
    print(measures, java);
    List<HouseRules.Measure.Breach> breaches =
        measures.stream().flatMap(measure -> measure.breaches().stream()).toList();
    assertThat(HouseExceptions.left(HouseExceptions.all(), breaches)).isEmpty();
    assertThat(HouseExceptions.idle(HouseExceptions.all(), breaches)).isEmpty();
    assertThat(java.size()).isGreaterThanOrEqualTo(JAVA_FILES);
    assertThat(java.stream().mapToInt(file -> file.methods().size()).sum())
        .isGreaterThanOrEqualTo(METHODS);
    assertThat(measures).allMatch(measure -> measure.seen() > 0);
  }

  private static Map<String, String> texts(Project project) throws IOException {
    Map<String, String> texts = new TreeMap<>();
    for (Map.Entry<String, Path> file : project.files().entrySet()) {
      if (Files.size(file.getValue()) < 1 << 20) {
        byte[] bytes = Files.readAllBytes(file.getValue());
        texts.put(file.getKey(), new String(bytes, StandardCharsets.UTF_8));
      }
    }
    return texts;
  }

  private static void print(List<HouseRules.Measure> measures, List<JavaSources.JavaFile> java) {
    int[] lines = java.stream().mapToInt(JavaSources.JavaFile::lines).sorted().toArray();
    System.out.printf("limits: %-18s %5s %6s %6s  %s%n", "rule", "limit", "worst", "seen", "where");
    for (HouseRules.Measure measure : measures) {
      System.out.printf(
          "limits: %-18s %5d %6d %6d  %s%n",
          measure.rule(), measure.limit(), measure.worst(), measure.seen(), measure.where());
    }
    System.out.printf(
        "limits: lines in a Java file: median %d, p90 %d, %d files%n",
        lines[lines.length / 2], lines[lines.length * 9 / 10], lines.length);
  }

  /// A file that breaks one rule, and the rule.
  record Planted(String rule, String path, String text) {}

  static List<Planted> planted() {
    String head = "// SPDX-License-Identifier: Apache-2.0\n";
    return List.of(
        new Planted("file-lines", "a/A.java", head + "class A {}\n" + "\n".repeat(400)),
        new Planted(
            "method-lines", "a/A.java", head + "class A { void m() {\n" + "\n".repeat(40) + "}}"),
        new Planted(
            "test-method-lines",
            "a/src/test/java/A.java",
            head + "class A { Object m() {\nreturn Arrays.asList(" + "\n".repeat(110) + ");}}"),
        new Planted(
            "parameters",
            "a/A.java",
            head + "class A { void m(int a, int b, int c, int d, int e, int f) {} }"),
        new Planted("own-imports", "a/A.java", head + elevenImports() + "class A {}"),
        new Planted("star-imports", "a/A.java", head + "import java.util.*; class A {}"),
        new Planted("empty-names", "a/A.java", head + "class A { class PathUtil {} }"),
        new Planted("empty-names", "a/A.java", head + "interface BaseReader {}"),
        new Planted(
            "var-without-type",
            "a/A.java",
            head + "class A { int m() { var x = m(); return x; } }"),
        new Planted("licence-line", "a/A.java", "class A {}"),
        new Planted("licence-line", "content/sources/a.yaml", "name: a"),
        new Planted("machine-paths", "docs/a.md", "see /" + "work/shared"),
        new Planted("machine-paths", "a/pom.xml", "<!-- " + head + " -->/" + "root/.m2"),
        new Planted("tabs-and-returns", "a/A.java", head + "class A {}\r\n"));
  }

  private static String elevenImports() {
    StringBuilder imports = new StringBuilder();
    for (int number = 0; number < 11; number++) {
      imports.append("import dev.shirube.b.B").append(number).append(";\n");
    }
    return imports.toString();
  }

  @ParameterizedTest
  @MethodSource("planted")
  void seesWhatBreaksARule(Planted planted) throws IOException {
    Map<String, String> texts = Map.of(planted.path(), planted.text());
    List<HouseRules.Measure> measures = new ArrayList<>(HouseRules.Texts.of(texts));
    if (planted.path().endsWith(".java")) {
      measures.addAll(HouseRules.ofJava(JavaSources.parse(texts)));
    }
    List<HouseRules.Measure.Breach> breaches =
        measures.stream().flatMap(measure -> measure.breaches().stream()).toList();
    assertThat(breaches)
        .extracting(HouseRules.Measure.Breach::rule)
        .containsExactly(planted.rule());
  }

  @Test
  void aTableOfCasesIsNoLongMethod() throws IOException {
    String rows = "\n".repeat(120);
    String code = "class A { List<String> m() { return List.of(" + rows + "\"a\"); } }";
    String annotated = "class B { @Source(\"\"\"\n" + rows + "\"\"\") void m() {} }";
    List<JavaSources.JavaFile> test =
        JavaSources.parse(
            Map.of("a/src/test/java/A.java", code, "a/src/test/java/B.java", annotated));
    assertThat(HouseRules.ofJava(test)).flatExtracting(HouseRules.Measure::breaches).isEmpty();
    List<JavaSources.JavaFile> main = JavaSources.parse(Map.of("a/src/main/java/A.java", code));
    assertThat(HouseRules.ofJava(main)).flatExtracting(HouseRules.Measure::breaches).hasSize(1);
  }

  @Test
  void seesAFullFolder() {
    List<String> paths = new ArrayList<>();
    for (int number = 0; number < 26; number++) {
      paths.add("event/src/main/java/E" + number + ".java");
      paths.add("content/rules/windows/r" + number + ".yaml");
    }
    assertThat(HouseRules.folders(paths).breaches())
        .extracting(HouseRules.Measure.Breach::where)
        .containsExactly("event/src/main/java/");
  }

  @Test
  void anExceptionCoversItsRuleAndFileAlone() {
    List<HouseExceptions.Allowed> exceptions =
        List.of(new HouseExceptions.Allowed("parameters", "a/A.java", "a test"));
    HouseRules.Measure.Breach covered =
        new HouseRules.Measure.Breach("parameters", "a/A.java:7", "");
    HouseRules.Measure.Breach otherRule =
        new HouseRules.Measure.Breach("file-lines", "a/A.java", "");
    HouseRules.Measure.Breach otherFile =
        new HouseRules.Measure.Breach("parameters", "a/A.java2:7", "");
    assertThat(HouseExceptions.left(exceptions, List.of(covered, otherRule, otherFile)))
        .containsExactly(otherRule, otherFile);
    assertThat(HouseExceptions.idle(exceptions, List.of(otherRule))).isEqualTo(exceptions);
    assertThat(HouseExceptions.idle(exceptions, List.of(covered))).isEmpty();
  }
}
