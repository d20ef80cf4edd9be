// SPDX-License-Identifier: Apache-2.0
package dev.shirube.lab;

import java.util.List;

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
