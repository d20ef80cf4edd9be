// SPDX-License-Identifier: Apache-2.0
package dev.shirube.containers;

import static dev.shirube.containers.Archives.file;
import static dev.shirube.containers.Archives.gzip;
import static dev.shirube.containers.Archives.joined;
import static dev.shirube.containers.Archives.stored;
import static dev.shirube.containers.Archives.zip;
import static org.assertj.core.api.Assertions.assertThat;

import dev.shirube.catalog.Problem;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BombsTest {
  private static final int MIB = 1 << 20;

  private static Limits limits(long entryBytes, long totalBytes, int ratio, int nesting) {
    return new Limits(entryBytes, totalBytes, ratio, 1_000, nesting, MIB, 1_000, 64);
  }

  private static long read(byte[] bytes, Limits limits, List<String> told) throws IOException {
    long[] sum = {0};
    Budget budget = new Budget(limits, problem -> told.add(problem.what().id()), _ -> {});
    budget.beginFile();
    StreamWalk walk = new StreamWalk(budget, entry -> sum[0] += drain(entry.open()));
    InputStream in =
        new FilterInputStream(new ByteArrayInputStream(bytes)) {
          @Override
          public int read(byte[] target, int offset, int length) throws IOException {
            int count = super.read(target, offset, Math.min(length, 4_096));
            budget.tookIn(Math.max(count, 0));
            return count;
          }
        };
    walk.walk("bomb", in, 0);
    return sum[0];
  }

  private static long drain(InputStream in) throws IOException {
    byte[] target = new byte[1 << 16];
    long sum = 0;
    for (int count = in.read(target); count >= 0; count = in.read(target)) {
      sum += count;
    }
    return sum;
  }

  @Test
  void stopsAtTheRatio() throws IOException {
    byte[] zip =
        zip(new Archives.Packed("zeros", new byte[100 * MIB]), file("behind", "never reached"));
    List<String> told = new ArrayList<>();
    long sum = read(zip, limits(Long.MAX_VALUE, Long.MAX_VALUE, 500, 4), told);
    assertThat(told).containsExactly("containers.limit.ratio");
    assertThat(sum).isBetween(64L * MIB, 66L * MIB);
  }

  @Test
  void allowsWhatLogsReach() throws IOException {
    byte[] zip = zip(new Archives.Packed("zeros", new byte[80 * MIB]));
    List<String> told = new ArrayList<>();
    assertThat(read(zip, Limits.STANDARD, told)).isEqualTo(80L * MIB);
    assertThat(told).isEmpty();
  }

  @Test
  void stopsOneEntryAndGoesOn() throws IOException {
    byte[] zip = zip(new Archives.Packed("big", new byte[3 * MIB]), file("small", "read"));
    List<String> told = new ArrayList<>();
    long sum = read(zip, limits(MIB, Long.MAX_VALUE, 2_000, 4), told);
    assertThat(told).containsExactly("containers.limit.entry");
    assertThat(sum).isBetween(MIB + 4L, MIB + 70_000L);
  }

  @Test
  void stopsTheWalkAtTheTotal() throws IOException {
    byte[] big = new byte[MIB];
    byte[] zip =
        zip(
            new Archives.Packed("a", big),
            new Archives.Packed("b", big),
            new Archives.Packed("c", big));
    List<String> told = new ArrayList<>();
    long sum = read(zip, limits(Long.MAX_VALUE, 2L * MIB - 10, 2_000, 4), told);
    assertThat(told).containsExactly("containers.limit.total");
    assertThat(sum).isLessThan(2L * MIB + 70_000L);
  }

  @Test
  void opensNothingBelowTheLimitOfNesting() throws IOException {
    byte[] nest = zip(file("core", "x"));
    for (int depth = 0; depth < 30; depth++) {
      nest = zip(new Archives.Packed("again.zip", nest), file("leaf" + depth, "leaf"));
    }
    List<String> told = new ArrayList<>();
    long sum = read(nest, Limits.STANDARD, told);
    assertThat(told).containsExactly("containers.limit.nesting");
    assertThat(sum).isEqualTo(4 * 4);
  }

  @Test
  void bitesOnManyLayersOfGzip() throws IOException {
    byte[] nest = new byte[200 * MIB];
    for (int depth = 0; depth < 3; depth++) {
      nest = gzip(nest);
    }
    List<String> told = new ArrayList<>();
    read(nest, Limits.STANDARD, told);
    assertThat(nest.length).isLessThan(10_000);
    assertThat(told).containsExactly("containers.limit.ratio");
  }

  @Test
  void stopsAtTheNumberOfEntries() throws IOException {
    byte[] one = stored("e", new byte[0], false, 0);
    byte[] block = new byte[one.length * 1_000];
    for (int at = 0; at < block.length; at += one.length) {
      System.arraycopy(one, 0, block, at, one.length);
    }
    InputStream many = repeated(block, 2_000);
    List<Problem> told = new ArrayList<>();
    Budget budget = new Budget(Limits.STANDARD, told::add, _ -> {});
    StreamWalk walk = new StreamWalk(budget, _ -> {});
    walk.walk("many", many, 0);
    assertThat(walk.entries()).isEqualTo(Limits.STANDARD.entries());
    assertThat(told).hasSize(1);
    assertThat(told.getFirst().what().id()).isEqualTo("containers.limit.entries");
  }

  /// The same bytes over and over.
  private static InputStream repeated(byte[] block, int times) {
    return new InputStream() {
      private long at;

      @Override
      public int read() {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
      }

      @Override
      public int read(byte[] target, int offset, int length) {
        if (at >= (long) block.length * times) {
          return -1;
        }
        int from = (int) (at % block.length);
        int part = Math.min(length, block.length - from);
        System.arraycopy(block, from, target, offset, part);
        at += part;
        return part;
      }
    };
  }

  @Test
  void doesNotTrustALengthThatIsALie() {
    byte[] lie = stored("liar", new byte[10], false, 0);
    lie[18] = (byte) 0xff;
    lie[21] = 0x7f;
    Walks walks = Walks.over(joined(lie, Archives.directoryEnd()));
    assertThat(walks.entries).hasSize(1);
    assertThat(walks.told()).contains("containers.cut");
  }
}
