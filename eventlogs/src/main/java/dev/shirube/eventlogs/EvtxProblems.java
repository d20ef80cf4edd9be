// SPDX-License-Identifier: Apache-2.0
package dev.shirube.eventlogs;

import dev.shirube.catalog.Message;
import dev.shirube.catalog.Problem;
import dev.shirube.catalog.Problems;

/// Tells what is wrong with one EVTX file. Chunks are counted from 1, as people count.
final class EvtxProblems {
  private final Problems problems;
  private final String file;

  EvtxProblems(Problems problems, String file) {
    this.problems = problems;
    this.file = file;
  }

  private void tell(String id, long record, Object... facts) {
    problems.tell(
        new Problem(file, record, Message.of(id, facts), Message.of(id + ".advice", facts)));
  }

  void header() {
    tell("evtx.header.damaged", 0);
  }

  void chunkDamaged(long chunk) {
    tell("evtx.chunk.damaged", 0, chunk + 1);
  }

  void chunkLost(long chunk) {
    tell("evtx.chunk.lost", 0, chunk + 1);
  }

  void truncated(long chunk) {
    tell("evtx.file.truncated", 0, chunk + 1);
  }

  void moreChunks(long found, long said) {
    tell("evtx.chunks.more", 0, found, said);
  }

  void fewerChunks(long found, long said) {
    tell("evtx.chunks.fewer", 0, found, said);
  }

  void foreign(long blocks, long first) {
    tell("evtx.blocks.foreign", 0, blocks, first + 1);
  }

  /// @param ids the records' ids as ranges
  void recordsLost(long chunk, long count, String ids) {
    tell("evtx.records.lost", 0, count, ids, chunk + 1);
  }

  void unreadable(long record, long chunk, int offset) {
    tell("evtx.record.unreadable", record, record, chunk + 1, offset);
  }

  void cut(long record, int fields) {
    tell("evtx.record.cut", record, record, fields);
  }
}
