// SPDX-License-Identifier: Apache-2.0
package dev.shirube.lab;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// The law: one list of rooms, imports point left in it alone, and nothing runs in a circle.
class LawTest {
  private static final String OURS = "dev.shirube.";
  // What the last look saw, less 5 percent: a rule that suddenly sees less is broken itself.
  private static final int CLASSES = 540;
  private static final List<String> AGENT_MODULES =
      List.of(
          "java.",
          "jdk.",
          OURS,
          "org.jspecify",
          "com.github.luben.zstd_jni",
          "org.snakeyaml.engine");

  private static final List<String> AGENT_ROOMS =
      List.of(
          "event",
          "match",
          "packing",
          "wire",
          "catalog",
          "journal",
          "certificates",
          "export",
          "rings",
          "sensor",
          "proc",
          "watch",
          "agent",
          "machines",
          "endpoint");

  private final Project project = Project.here();

  @Test
  void theHouseKeepsTheLaw() throws IOException {
    List<String> order = project.rooms();
    JavaClasses classes = productClasses(order);
    assertThat(classes.size()).isGreaterThanOrEqualTo(CLASSES);
    Arrows rooms = new Arrows();
    Arrows packages = new Arrows();
    Arrows files = new Arrows();
    order.forEach(rooms::name);
    for (JavaClass used : classes) {
      packages.name(used.getPackageName());
      for (Dependency dependency : used.getDirectDependenciesFromSelf()) {
        JavaClass target = dependency.getTargetClass().getBaseComponentType();
        if (target.getName().startsWith(OURS)) {
          rooms.add(room(used), room(target));
          packages.add(used.getPackageName(), target.getPackageName());
          files.add(file(used), file(target));
        }
      }
    }
    assertThat(packages.names()).as("one flat package a room").isSubsetOf(packagesOf(order));
    assertThat(rooms.against(order)).as("arrows that point right").isEmpty();
    assertThat(rooms.circles()).as("circles among rooms").isEmpty();
    assertThat(packages.circles()).as("circles among packages").isEmpty();
    assertThat(files.circles()).as("circles among files").isEmpty();
    System.out.printf(
        "limits: law: %d rooms, %d classes, %d files, %d arrows of rooms, %d of files, 0 circles%n",
        order.size(), classes.size(), files.names().size(), rooms.count(), files.count());
    Project.Golden.section(
        project.root().resolve("ARCHITECTURE.md"),
        "drawing",
        Drawing.of(order, rooms, libraries(classes)));
  }

  private JavaClasses productClasses(List<String> order) {
    List<Path> folders = new ArrayList<>();
    for (String room : order) {
      Path classes = project.root().resolve(room).resolve("target").resolve("classes");
      assertThat(Files.isDirectory(classes)).as("compiled classes of " + room).isTrue();
      folders.add(classes);
    }
    return new ClassFileImporter().importPaths(folders);
  }

  private static List<String> packagesOf(List<String> order) {
    return order.stream().map(room -> OURS + room).toList();
  }

  private static String room(JavaClass type) {
    String rest = type.getName().substring(OURS.length());
    int dot = rest.indexOf('.');
    return dot < 0 ? rest : rest.substring(0, dot);
  }

  private static String file(JavaClass type) {
    String name = type.getName();
    int nested = name.indexOf('$');
    return nested < 0 ? name : name.substring(0, nested);
  }

  /// Which room stands before which foreign library.
  private static Map<String, Set<String>> libraries(JavaClasses classes) {
    Map<String, Set<String>> libraries = new TreeMap<>();
    for (JavaClass used : classes) {
      for (Dependency dependency : used.getDirectDependenciesFromSelf()) {
        String target = dependency.getTargetClass().getBaseComponentType().getPackageName();
        String library = Drawing.library(target);
        if (!library.isEmpty() && used.getName().startsWith(OURS)) {
          libraries.computeIfAbsent(library, key -> new TreeSet<>()).add(room(used));
        }
      }
    }
    return libraries;
  }

  /// The agent's image is linked from modules, and a jar without a descriptor cannot be linked.
  @Test
  void whatTheAgentRunsIsMadeOfTrueModules() throws IOException {
    for (String room : AGENT_ROOMS) {
      Path info = project.root().resolve(room).resolve("target/classes/module-info.class");
      try (InputStream in = Files.newInputStream(info)) {
        assertThat(ModuleDescriptor.read(in).requires())
            .as(room)
            .isNotEmpty()
            .allMatch(it -> AGENT_MODULES.stream().anyMatch(it.name()::startsWith));
      }
    }
  }

  @Test
  void seesAnArrowThatPointsRight() {
    Arrows arrows = new Arrows();
    arrows.add("match", "event");
    arrows.add("event", "sigma");
    arrows.add("sigma", "unknown");
    assertThat(arrows.against(List.of("event", "match", "sigma")))
        .containsExactly("event -> sigma", "sigma -> unknown");
  }

  @Test
  void theRealArrowsBreakTheListTurnedRound() throws IOException {
    List<String> order = project.rooms();
    Arrows rooms = new Arrows();
    for (JavaClass used : productClasses(order)) {
      for (Dependency dependency : used.getDirectDependenciesFromSelf()) {
        JavaClass target = dependency.getTargetClass().getBaseComponentType();
        if (target.getName().startsWith(OURS)) {
          rooms.add(room(used), room(target));
        }
      }
    }
    assertThat(rooms.against(order.reversed())).hasSize(rooms.count());
  }

  @Test
  void seesCircles() {
    Arrows arrows = new Arrows();
    arrows.add("a", "b");
    arrows.add("b", "c");
    arrows.add("c", "a");
    arrows.add("c", "d");
    arrows.add("d", "e");
    arrows.add("e", "d");
    arrows.add("f", "f");
    assertThat(arrows.circles()).containsExactlyInAnyOrder(Set.of("a", "b", "c"), Set.of("d", "e"));
  }

  @Test
  void leavesOutArrowsThatOthersImply() {
    Arrows arrows = new Arrows();
    arrows.add("c", "b");
    arrows.add("b", "a");
    arrows.add("c", "a");
    assertThat(arrows.reduced().from("c")).containsExactly("b");
    assertThat(arrows.reduced().count()).isEqualTo(2);
  }

  /// The house as ARCHITECTURE.md shows it.
  private static final class Drawing {
    private static final List<String> JDK =
        List.of("java.", "javax.", "jdk.", "com.sun.", "org.jspecify.", "dev.shirube.");

    private Drawing() {}

    /// The rooms with the arrows that are not implied, and which room stands before which library.
    static String of(List<String> order, Arrows rooms, Map<String, Set<String>> libraries) {
      StringBuilder text = new StringBuilder("```mermaid\ngraph RL\n");
      Arrows drawn = rooms.reduced();
      for (String room : order) {
        if (!drawn.from(room).isEmpty()) {
          text.append("  ").append(room).append(" --> ");
          text.append(
              String.join(" & ", order.stream().filter(drawn.from(room)::contains).toList()));
          text.append('\n');
        }
      }
      text.append("```\n\n");
      text.append(drawn.count()).append(" arrows are drawn; those they imply are not.\n\n");
      text.append("| library | only room that knows it |\n|---|---|\n");
      libraries.forEach((library, users) ->
          text.append("| `")
              .append(library)
              .append("` | ")
              .append(String.join(", ", users))
              .append(" |\n"));
      return text.toString();
    }

    /// The library a package belongs to, by its first three words; empty for the JDK and ourselves.
    static String library(String name) {
      String dotted = name + ".";
      if (name.isEmpty() || JDK.stream().anyMatch(dotted::startsWith)) {
        return "";
      }
      List<String> words = List.of(name.split("\\.", -1));
      int kept = dotted.startsWith("org.jline.") ? 2 : 3;
      return String.join(".", words.subList(0, Math.min(kept, words.size())));
    }
  }
}
