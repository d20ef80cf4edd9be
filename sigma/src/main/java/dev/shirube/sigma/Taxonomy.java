// SPDX-License-Identifier: Apache-2.0
package dev.shirube.sigma;

import dev.shirube.catalog.Content;
import dev.shirube.catalog.Problem;
import java.io.IOException;
import java.util.List;

/// What Sigma's log sources and field names mean in the field catalogue: content/taxonomy/*.yaml.
public final class Taxonomy {
  private Taxonomy() {}

  /// What reading gave: the taxonomy, and every fault found on the way.
  public record Loaded(Taxonomy taxonomy, List<Problem> problems) {
    public Loaded {
      problems = List.copyOf(problems);
    }
  }

  /// Reads the taxonomy of a content folder.
  public static Loaded load(Content content) throws IOException {
    return new Loaded(new Taxonomy(), List.of());
  }
}
