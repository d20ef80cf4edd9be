// SPDX-License-Identifier: Apache-2.0
package dev.shirube.query;

import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The lists of texts that a question may name as `@name`: whoever asks decides which there are.
public interface Lists {
  /// No lists at all.
  Lists NONE =
      new Lists() {
        @Override
        public @Nullable Collection<String> find(String name) {
          return null;
        }

        @Override
        public Collection<String> names() {
          return List.of();
        }
      };

  /// The texts of a list; null if there is no such list, or this asker may not use it. The name is
  /// as written: text somebody sent, never to be taken for a path without care.
  @Nullable Collection<String> find(String name);

  /// The names of all lists this asker may use.
  Collection<String> names();
}
