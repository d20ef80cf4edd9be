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
}
