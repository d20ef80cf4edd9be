// SPDX-License-Identifier: Apache-2.0
package dev.shirube.formats;

import dev.shirube.containers.Format;
import dev.shirube.containers.Splitter;
import java.util.List;

/// The formats and splitters of one room.
///
/// @param formats in the order in which equally sure ones are preferred
/// @param splitters in any order
record Family(List<Format> formats, List<Splitter> splitters) {
  Family {
    formats = List.copyOf(formats);
    splitters = List.copyOf(splitters);
  }
}
