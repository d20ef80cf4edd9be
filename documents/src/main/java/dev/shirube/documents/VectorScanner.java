// SPDX-License-Identifier: Apache-2.0
package dev.shirube.documents;

import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/// Stage one with the Vector API, as many bytes a step as the processor compares at once. Loaded
/// only where the module jdk.incubator.vector is present.
final class VectorScanner implements StructuralScanner {
  private static final VectorSpecies<Byte> SPECIES = ByteVector.SPECIES_PREFERRED;
  private static final int WIDTH = Math.min(SPECIES.length(), BLOCK);

  @Override
  public void scan(byte[] bytes, int from, int blocks, Masks index) {
    int at = from;
    for (int block = 0; block < blocks; block++, at += BLOCK) {
      long quotes = 0;
      long slashes = 0;
      long high = 0;
      for (int step = 0; step < BLOCK; step += WIDTH) {
        ByteVector part = ByteVector.fromArray(SPECIES, bytes, at + step);
        quotes |= part.eq((byte) '"').toLong() << step;
        slashes |= part.eq((byte) '\\').toLong() << step;
        high |= part.compare(VectorOperators.LT, (byte) 0).toLong() << step;
      }
      index.block(at, quotes, slashes, high);
    }
  }
}
