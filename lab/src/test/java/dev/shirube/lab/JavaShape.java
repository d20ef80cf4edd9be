// SPDX-License-Identifier: Apache-2.0
package dev.shirube.lab;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ConditionalExpressionTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.ImportTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.ReturnTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TypeCastTree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads one parsed file into a {@link JavaFile}.
final class JavaShape extends TreePathScanner<Void, Void> {
  private static final Set<String> TABLES = Set.of("List.of", "Stream.of", "Map.of");

  private final CompilationUnitTree unit;
  private final SourcePositions positions;
  private final String text;
  private final List<String> imports = new ArrayList<>();
  private final List<String> types = new ArrayList<>();
  private final List<JavaSources.JavaFile.Method> methods = new ArrayList<>();
  private final List<JavaSources.JavaFile.Literal> literals = new ArrayList<>();
  private final List<JavaSources.JavaFile.Call> calls = new ArrayList<>();
  private final List<Integer> untypedVars = new ArrayList<>();
  private boolean passesIds;

  JavaShape(CompilationUnitTree unit, SourcePositions positions, String text) {
    this.unit = unit;
    this.positions = positions;
    this.text = text;
  }

  JavaSources.JavaFile read(String path) {
    scan(unit, null);
    int lines = (int) text.lines().count();
    return new JavaSources.JavaFile(
        path, lines, imports, types, methods, literals, calls, passesIds, untypedVars);
  }

  @Override
  public Void visitImport(ImportTree tree, Void nothing) {
    imports.add(tree.getQualifiedIdentifier().toString());
    return super.visitImport(tree, null);
  }

  @Override
  public Void visitClass(ClassTree tree, Void nothing) {
    if (!tree.getSimpleName().isEmpty()) {
      types.add(tree.getSimpleName().toString());
    }
    return super.visitClass(tree, null);
  }

  @Override
  public Void visitMethod(MethodTree tree, Void nothing) {
    int line = line(begin(tree));
    int last = isTable(tree) ? line : line(positions.getEndPosition(unit, tree));
    boolean ofRecord =
        tree.getReturnType() == null
            && getCurrentPath().getParentPath().getLeaf().getKind() == Tree.Kind.RECORD;
    if (last >= line) {
      methods.add(
          new JavaSources.JavaFile.Method(
              tree.getName().toString(),
              line,
              last - line + 1,
              tree.getParameters().size(),
              ofRecord));
    }
    return super.visitMethod(tree, null);
  }

  /// Where the method itself begins, after its annotations, which may hold a table of cases.
  private long begin(MethodTree tree) {
    Tree type = tree.getReturnType();
    boolean annotated = !tree.getModifiers().getAnnotations().isEmpty();
    return annotated && type != null
        ? positions.getStartPosition(unit, type)
        : positions.getStartPosition(unit, tree);
  }

  /// Whether a test's method is nothing but a table of cases: one list or stream that it returns.
  private boolean isTable(MethodTree tree) {
    return tree.getParameters().isEmpty()
        && unit.getSourceFile().toUri().getPath().contains("/src/test/")
        && tree.getBody() != null
        && tree.getBody().getStatements().size() == 1
        && tree.getBody().getStatements().getFirst() instanceof ReturnTree returned
        && returned.getExpression() instanceof MethodInvocationTree made
        && TABLES.contains(made.getMethodSelect().toString());
  }

  @Override
  public Void visitVariable(VariableTree tree, Void nothing) {
    int start = (int) positions.getStartPosition(unit, tree);
    boolean inferred = start >= 0 && text.startsWith("var ", start);
    if (inferred && !showsType(tree.getInitializer())) {
      untypedVars.add(line(start));
    }
    return super.visitVariable(tree, null);
  }

  private static boolean showsType(@Nullable Tree initializer) {
    return initializer != null
        && (initializer instanceof NewClassTree
            || initializer instanceof TypeCastTree
            || initializer instanceof LiteralTree);
  }

  @Override
  public Void visitLiteral(LiteralTree tree, Void nothing) {
    if (tree.getValue() instanceof String value) {
      int line = line(positions.getStartPosition(unit, tree));
      literals.add(
          new JavaSources.JavaFile.Literal(
              value, line, givenTo(getCurrentPath()), forBug(getCurrentPath())));
    }
    return super.visitLiteral(tree, null);
  }

  private static String givenTo(TreePath path) {
    TreePath parent = path.getParentPath();
    while (parent.getLeaf() instanceof ConditionalExpressionTree) {
      parent = parent.getParentPath();
    }
    return parent.getLeaf() instanceof MethodInvocationTree call
        ? call.getMethodSelect().toString()
        : "";
  }

  private static boolean forBug(TreePath path) {
    for (TreePath at = path; at != null; at = at.getParentPath()) {
      if (at.getLeaf() instanceof NewClassTree made) {
        String name = made.getIdentifier().toString();
        if (name.endsWith("Exception") || name.endsWith("Error") || name.endsWith("Fault")) {
          return true;
        }
      }
      if (at.getLeaf() instanceof MethodTree) {
        return false;
      }
    }
    return false;
  }

  @Override
  public Void visitMethodInvocation(MethodInvocationTree tree, Void nothing) {
    call(tree.getMethodSelect().toString(), tree.getArguments(), tree);
    return super.visitMethodInvocation(tree, null);
  }

  @Override
  public Void visitNewClass(NewClassTree tree, Void nothing) {
    call("new " + tree.getIdentifier(), tree.getArguments(), tree);
    return super.visitNewClass(tree, null);
  }

  private void call(String name, List<? extends ExpressionTree> arguments, Tree tree) {
    if (!arguments.isEmpty()
        && arguments.getFirst() instanceof LiteralTree literal
        && literal.getValue() instanceof String first) {
      int line = line(positions.getStartPosition(unit, tree));
      calls.add(new JavaSources.JavaFile.Call(name, first, arguments.size() - 1, line));
    } else if (name.equals("Message.of") || name.equals("new Message")) {
      passesIds = true;
    }
  }

  private int line(long position) {
    return position < 0 ? 0 : (int) unit.getLineMap().getLineNumber(position);
  }
}
