// SPDX-License-Identifier: Apache-2.0
import org.jspecify.annotations.NullMarked;

@NullMarked
module dev.shirube.blocks {
  requires static transitive org.jspecify;
  requires transitive dev.shirube.event;
  requires dev.shirube.match;
  requires com.github.luben.zstd_jni;

  exports dev.shirube.blocks;
}
