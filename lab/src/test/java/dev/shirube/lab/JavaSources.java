// SPDX-License-Identifier: Apache-2.0
package dev.shirube.lab;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/// Parses Java sources with the compiler's own parser; nothing is resolved or compiled.
final class JavaSources {
  private JavaSources() {}

  /// Parses files given by path and text.
  static List<JavaFile> parse(Map<String, String> texts) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    DiagnosticCollector<JavaFileObject> faults = new DiagnosticCollector<>();
    List<Text> units = new ArrayList<>();
    texts.forEach((path, text) -> units.add(new Text(path, text)));
    JavacTask task =
        (JavacTask) compiler.getTask(null, null, faults, List.of("--release", "25"), null, units);
    List<JavaFile> files = new ArrayList<>();
    for (CompilationUnitTree unit : task.parse()) {
      String path = unit.getSourceFile().toUri().getPath().substring(1);
      String text = unit.getSourceFile().getCharContent(false).toString();
      JavaShape shape = new JavaShape(unit, Trees.instance(task).getSourcePositions(), text);
      files.add(shape.read(path));
    }
    if (!faults.getDiagnostics().isEmpty()) {
      throw new IOException(faults.getDiagnostics().getFirst().toString());
    }
    return files;
  }

  private static final class Text extends SimpleJavaFileObject {
    private final String text;

    Text(String path, String text) {
      super(uri(path), Kind.SOURCE);
      this.text = text;
    }

    private static URI uri(String path) {
      try {
        return new URI("string", null, "/" + path, null);
      } catch (URISyntaxException e) {
        throw new IllegalArgumentException(e);
      }
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }

  /// What the house rules want to know of a Java file.
  ///
  /// @param path from the project's root, with slashes
  /// @param lines how many lines the file has
  /// @param imports the names imported, static ones without the member's name kept
  /// @param types names of all types declared, nested ones too
  /// @param methods every method and constructor with a body or without
  /// @param literals every string literal
  /// @param calls every call or construction whose first argument is a string literal
  /// @param passesIds whether it makes messages of ids that it was given
  /// @param untypedVars lines with a `var` whose type is not on the line
  record JavaFile(
      String path,
      int lines,
      List<String> imports,
      List<String> types,
      List<Method> methods,
      List<Literal> literals,
      List<Call> calls,
      boolean passesIds,
      List<Integer> untypedVars) {

    /// A method or constructor.
    ///
    /// @param lines from its return type to its last brace; 1 for a test's table of cases
    /// @param ofRecord a record's constructor: as many parameters as the record has components
    record Method(String name, int line, int lines, int parameters, boolean ofRecord) {}

    /// A string literal.
    ///
    /// @param givenTo the call whose argument it is, as written; empty elsewhere
    /// @param forBug an argument of an exception's constructor: not for people who use the program
    record Literal(String value, int line, String givenTo, boolean forBug) {}

    /// A call.
    ///
    /// @param name as written, such as Message.of or new Problem
    /// @param first the first argument, a string literal
    /// @param arguments how many arguments follow the first
    record Call(String name, String first, int arguments, int line) {}

    /// Whether the file is product code rather than a test.
    boolean main() {
      return path.contains("/src/main/");
    }
  }
}
