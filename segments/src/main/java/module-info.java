// SPDX-License-Identifier: Apache-2.0
import org.jspecify.annotations.NullMarked;

@NullMarked
module dev.shirube.segments {
  requires static transitive org.jspecify;
  requires transitive dev.shirube.event;
  requires transitive dev.shirube.journal;
  requires transitive dev.shirube.query;
  requires com.github.luben.zstd_jni;

  exports dev.shirube.segments;
}
