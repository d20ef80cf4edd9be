// SPDX-License-Identifier: Apache-2.0
package dev.shirube.installation;

import dev.shirube.containers.ReadContext;
import dev.shirube.formats.Formats;
import dev.shirube.intake.EnvelopeReader;
import dev.shirube.normalize.Normalizer;
import java.util.function.LongFunction;
import java.util.function.Supplier;

/// How what doors received is read and normalized. A record that cannot be read is kept whole as an
/// event, so its problems need not be told apart.
///
/// @param normalizers makes a normalizer with empty memory
/// @param contexts what a reader must know, by when its input came
record LiveReading(Supplier<Normalizer> normalizers, LongFunction<ReadContext> contexts) {
  /// A reader with nothing begun.
  EnvelopeReader reader(EnvelopeReader.Batched batched) {
    return new EnvelopeReader(Formats.standard(), normalizers, contexts, batched);
  }
}
