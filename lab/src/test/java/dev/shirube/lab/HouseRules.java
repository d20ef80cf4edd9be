// SPDX-License-Identifier: Apache-2.0
package dev.shirube.lab;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The house rules that can be counted, over the Java files and texts of a project.
final class HouseRules {
  private static final List<String> ENDINGS =
      List.of("Impl", "Util", "Utils", "Helper", "Helpers", "Manager", "Dto");
  private static final List<String> SHELVES =
      List.of("content/", "docs/", "/src/test/golden/", "/src/test/resources/");
  private static final List<String> BEGINNINGS = List.of("Base", "Abstract");

  private HouseRules() {}

  /// All rules over parsed Java files.
  static List<Measure> ofJava(List<JavaSources.JavaFile> files) {
    return List.of(
        lines(files),
        methodLines("method-lines", 40, product(files)),
        methodLines("test-method-lines", 90, tests(files)),
        parameters("parameters", 5, product(files)),
        parameters("test-parameters", 7, tests(files)),
        ownImports("own-imports", 10, product(files)),
        ownImports("test-own-imports", 25, tests(files)),
        starImports(files),
        names(files),
        vars(files));
  }

  private static Measure lines(List<JavaSources.JavaFile> files) {
    Measure.Tally tally = new Measure.Tally("file-lines", 400);
    for (JavaSources.JavaFile file : files) {
      tally.add(file.path(), file.lines(), file.lines() + " lines");
    }
    return tally.done();
  }

  private static List<JavaSources.JavaFile> product(List<JavaSources.JavaFile> files) {
    return files.stream().filter(file -> !file.path().contains("/src/test/")).toList();
  }

  /// Tests have limits of their own: a table of cases is one method, read from top to bottom, fed
  /// by its columns, and a fixture puts many rooms together.
  private static List<JavaSources.JavaFile> tests(List<JavaSources.JavaFile> files) {
    return files.stream().filter(file -> file.path().contains("/src/test/")).toList();
  }

  private static Measure methodLines(String rule, int limit, List<JavaSources.JavaFile> files) {
    Measure.Tally tally = new Measure.Tally(rule, limit);
    for (JavaSources.JavaFile file : files) {
      for (JavaSources.JavaFile.Method method : file.methods()) {
        String where = file.path() + ":" + method.line();
        tally.add(where, method.lines(), method.name() + " has " + method.lines() + " lines");
      }
    }
    return tally.done();
  }

  private static Measure parameters(String rule, int limit, List<JavaSources.JavaFile> files) {
    Measure.Tally tally = new Measure.Tally(rule, limit);
    for (JavaSources.JavaFile file : files) {
      for (JavaSources.JavaFile.Method method : file.methods()) {
        if (!method.ofRecord()) {
          String where = file.path() + ":" + method.line();
          tally.add(where, method.parameters(), method.name() + " takes " + method.parameters());
        }
      }
    }
    return tally.done();
  }

  /// What commands take from the room of settings and wiring does not count: the two were one room
  /// until it had more than 25 files.
  private static boolean isSameHousehold(String path, String name) {
    return path.startsWith("server/") && name.startsWith("dev.shirube.installation.");
  }

  private static Measure ownImports(String rule, int limit, List<JavaSources.JavaFile> files) {
    Measure.Tally tally = new Measure.Tally(rule, limit);
    for (JavaSources.JavaFile file : files) {
      long own =
          file.imports().stream()
              .filter(name -> name.startsWith("dev.shirube."))
              .filter(name -> !isSameHousehold(file.path(), name))
              .count();
      tally.add(file.path(), (int) own, own + " imports of our own types");
    }
    return tally.done();
  }

  private static Measure starImports(List<JavaSources.JavaFile> files) {
    Measure.Tally tally = new Measure.Tally("star-imports", 0);
    for (JavaSources.JavaFile file : files) {
      for (String name : file.imports()) {
        tally.look(file.path(), name.endsWith("*"), "import of " + name);
      }
    }
    return tally.done();
  }

  private static Measure names(List<JavaSources.JavaFile> files) {
    Measure.Tally tally = new Measure.Tally("empty-names", 0);
    for (JavaSources.JavaFile file : files) {
      for (String type : file.types()) {
        tally.look(file.path(), saysNothing(type), "the name " + type);
      }
    }
    return tally.done();
  }

  private static boolean saysNothing(String type) {
    boolean beginning =
        BEGINNINGS.stream()
            .anyMatch(word ->
                type.startsWith(word)
                    && type.length() > word.length()
                    && Character.isUpperCase(type.charAt(word.length())));
    return beginning || ENDINGS.stream().anyMatch(type::endsWith);
  }

  private static Measure vars(List<JavaSources.JavaFile> files) {
    Measure.Tally tally = new Measure.Tally("var-without-type", 0);
    for (JavaSources.JavaFile file : files) {
      tally.look(file.path(), false, "");
      for (int line : file.untypedVars()) {
        tally.look(file.path() + ":" + line, true, "var hides a type");
      }
    }
    return tally.done();
  }

  /// How many files lie in one folder; content, documents and test data are shelves and excepted.
  static Measure folders(List<String> paths) {
    Map<String, Integer> folders = new TreeMap<>();
    for (String path : paths) {
      if (SHELVES.stream().noneMatch(path::contains)) {
        folders.merge(path.substring(0, path.lastIndexOf('/') + 1), 1, Integer::sum);
      }
    }
    Measure.Tally tally = new Measure.Tally("files-in-folder", 25);
    folders.forEach((folder, count) -> tally.add(folder, count, count + " files"));
    return tally.done();
  }

  /// What one house rule found: its limit, the worst case, and everything beyond the limit.
  ///
  /// @param rule the rule's name, as the exceptions list uses it
  /// @param limit the greatest value allowed; 0 for a rule that forbids
  /// @param worst the greatest value seen
  /// @param where the place of the worst, empty if nothing was seen
  /// @param seen how many things were looked at, so that a rule that looked at nothing is noticed
  /// @param breaches every place beyond the limit
  record Measure(String rule, int limit, int worst, String where, int seen, List<Breach> breaches) {

    /// A place that breaks a rule.
    ///
    /// @param where file, or file:line
    record Breach(String rule, String where, String what) {
      @Override
      public String toString() {
        return where + ": " + rule + ": " + what;
      }
    }

    /// Collects values of one rule.
    static final class Tally {
      private final String rule;
      private final int limit;
      private final List<Breach> breaches = new ArrayList<>();
      private int worst;
      private int seen;
      private String place = "";

      Tally(String rule, int limit) {
        this.rule = rule;
        this.limit = limit;
      }

      /// Counts one thing that was looked at and was of this size.
      void add(String where, int value, String what) {
        seen++;
        if (value > worst) {
          worst = value;
          place = where;
        }
        if (value > limit) {
          breaches.add(new Breach(rule, where, what));
        }
      }

      /// Counts one thing that was looked at, for a rule that forbids.
      void look(String where, boolean broken, String what) {
        add(where, broken ? 1 : 0, what);
      }

      Measure done() {
        return new Measure(rule, limit, worst, place, seen, List.copyOf(breaches));
      }
    }
  }

  /// House rules over texts of any kind: licence lines, machine paths, line ends.
  static final class Texts {
    private static final String LICENCE = "SPDX-License-Identifier: ";
    private static final List<String> LICENSED =
        List.of(
            ".java", "pom.xml", ".yaml", ".yml", ".cmd", ".sh", ".ts", ".tsx", ".css", ".html",
            ".js");
    private static final List<String> SCRIPTS = List.of("shirube", ".ci/run", ".gitattributes");
    // Written in two halves, so that this file itself does not break the rule.
    private static final List<String> MACHINE = List.of("/" + "work/", "/home/" + "runner");
    private static final List<String> MACHINE_IN_TOOLS =
        List.of("/" + "root/", "<mirror" + ">", "<repository" + ">", "\"resolved" + "\":");

    private Texts() {}

    /// All rules over texts by path.
    static List<Measure> of(Map<String, String> texts) {
      return List.of(licence(texts), machinePaths(texts), lineEnds(texts));
    }

    private static Measure licence(Map<String, String> texts) {
      Measure.Tally tally = new Measure.Tally("licence-line", 0);
      texts.forEach((path, text) -> {
        if (LICENSED.stream().anyMatch(path::endsWith) || SCRIPTS.contains(path)) {
          boolean there = text.lines().limit(3).anyMatch(line -> line.contains(LICENCE));
          tally.look(path, !there, "no SPDX line at its top");
        }
      });
      return tally.done();
    }

    private static Measure machinePaths(Map<String, String> texts) {
      Measure.Tally tally = new Measure.Tally("machine-paths", 0);
      texts.forEach((path, text) -> {
        List<String> forbidden = MACHINE;
        if (path.endsWith("pom.xml") || SCRIPTS.contains(path) || path.endsWith(".json")) {
          forbidden = MACHINE_IN_TOOLS;
        }
        String found = forbidden.stream().filter(text::contains).findFirst().orElse("");
        tally.look(path, !found.isEmpty(), "names " + found);
      });
      return tally.done();
    }

    private static Measure lineEnds(Map<String, String> texts) {
      Measure.Tally tally = new Measure.Tally("tabs-and-returns", 0);
      texts.forEach((path, text) -> {
        if (path.endsWith(".java") || path.endsWith(".yaml") || path.endsWith("pom.xml")) {
          tally.look(path, text.indexOf('\r') >= 0, "a carriage return");
        }
      });
      return tally.done();
    }
  }
}
