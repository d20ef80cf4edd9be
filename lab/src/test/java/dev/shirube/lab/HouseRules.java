// SPDX-License-Identifier: Apache-2.0
package dev.shirube.lab;

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
  static List<Measure> ofJava(List<JavaFile> files) {
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

  private static Measure lines(List<JavaFile> files) {
    Measure.Tally tally = new Measure.Tally("file-lines", 400);
    for (JavaFile file : files) {
      tally.add(file.path(), file.lines(), file.lines() + " lines");
    }
    return tally.done();
  }

  private static List<JavaFile> product(List<JavaFile> files) {
    return files.stream().filter(file -> !file.path().contains("/src/test/")).toList();
  }

  /// Tests have limits of their own: a table of cases is one method, read from top to bottom, fed
  /// by its columns, and a fixture puts many rooms together.
  private static List<JavaFile> tests(List<JavaFile> files) {
    return files.stream().filter(file -> file.path().contains("/src/test/")).toList();
  }

  private static Measure methodLines(String rule, int limit, List<JavaFile> files) {
    Measure.Tally tally = new Measure.Tally(rule, limit);
    for (JavaFile file : files) {
      for (JavaFile.Method method : file.methods()) {
        String where = file.path() + ":" + method.line();
        tally.add(where, method.lines(), method.name() + " has " + method.lines() + " lines");
      }
    }
    return tally.done();
  }

  private static Measure parameters(String rule, int limit, List<JavaFile> files) {
    Measure.Tally tally = new Measure.Tally(rule, limit);
    for (JavaFile file : files) {
      for (JavaFile.Method method : file.methods()) {
        if (!method.ofRecord()) {
          String where = file.path() + ":" + method.line();
          tally.add(where, method.parameters(), method.name() + " takes " + method.parameters());
        }
      }
    }
    return tally.done();
  }

  private static Measure ownImports(String rule, int limit, List<JavaFile> files) {
    Measure.Tally tally = new Measure.Tally(rule, limit);
    for (JavaFile file : files) {
      long own = file.imports().stream().filter(name -> name.startsWith("dev.shirube.")).count();
      tally.add(file.path(), (int) own, own + " imports of our own types");
    }
    return tally.done();
  }

  private static Measure starImports(List<JavaFile> files) {
    Measure.Tally tally = new Measure.Tally("star-imports", 0);
    for (JavaFile file : files) {
      for (String name : file.imports()) {
        tally.look(file.path(), name.endsWith("*"), "import of " + name);
      }
    }
    return tally.done();
  }

  private static Measure names(List<JavaFile> files) {
    Measure.Tally tally = new Measure.Tally("empty-names", 0);
    for (JavaFile file : files) {
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

  private static Measure vars(List<JavaFile> files) {
    Measure.Tally tally = new Measure.Tally("var-without-type", 0);
    for (JavaFile file : files) {
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
}
