// SPDX-License-Identifier: Apache-2.0
package dev.shirube.normalize;

import dev.shirube.event.EventClass;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One description as it was read and checked, before it is compiled.
///
/// @param file where it stands
/// @param id its name
/// @param kind what it describes
/// @param rank 0 to 100; the higher is asked first
/// @param base id of the description it builds on, or null
/// @param recognize alternatives, of which one must hold whole
/// @param reshape what is renamed and split before anything else
/// @param common what is done for every event
/// @param events the kinds of events, in the order asked
record SourceFile(
    String file,
    String id,
    Kind kind,
    int rank,
    @Nullable String base,
    List<List<Condition>> recognize,
    Reshape reshape,
    Layer common,
    List<EventKind> events) {
  SourceFile {
    recognize = List.copyOf(recognize);
    events = List.copyOf(events);
  }

  /// What a description describes.
  enum Kind {
    SOURCE,
    CARRIER,
    /// What several sources share; never chosen by itself.
    BASE
  }

  /// What is done with an event.
  ///
  /// @param map catalogue fields by the vocabulary's number of a name
  /// @param clocks in the order of trust; empty for those of the layer below
  record Layer(
      Map<Integer, int[]> map,
      List<Template.Extract> extracts,
      List<Operation.Derivation> derive,
      List<Clocks.Clock> clocks,
      @Nullable EventClass eventClass,
      int activity) {
    Layer {
      map = Map.copyOf(map);
      extracts = List.copyOf(extracts);
      derive = List.copyOf(derive);
      clocks = List.copyOf(clocks);
    }
  }

  /// One kind of event of a source.
  record EventKind(
      String name, int line, List<Condition> when, Layer layer, JoinedParts.@Nullable Join join) {
    EventKind {
      when = List.copyOf(when);
    }
  }
}
