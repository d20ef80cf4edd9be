// SPDX-License-Identifier: Apache-2.0
package dev.shirube.catalog;

import java.util.ArrayList;
import java.util.List;

/// Reads YAML 1.2 documents with line numbers and limits (depth, aliases, size); duplicate keys are
/// faults. No type of the document is ever instantiated.
public final class Yaml {
  private Yaml() {}

  /// What a file held: the documents that could be read, and what was wrong with the others.
  public record Documents(List<YamlNode> documents, List<Problem> problems) {
    public Documents {
      documents = List.copyOf(documents);
      problems = List.copyOf(problems);
    }
  }

  /// Reads all documents of a file.
  ///
  /// @param file the name used in problems
  /// @param content the bytes, UTF-8
  public static Documents read(String file, byte[] content) {
    List<YamlNode> documents = new ArrayList<>();
    List<Problem> problems = new ArrayList<>();
    YamlReader.read(file, content, documents, problems);
    return new Documents(documents, problems);
  }
}
