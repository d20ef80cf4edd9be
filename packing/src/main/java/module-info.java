// SPDX-License-Identifier: Apache-2.0
import org.jspecify.annotations.NullMarked;

@NullMarked
module dev.shirube.packing {
  requires static transitive org.jspecify;
  requires com.github.luben.zstd_jni;

  exports dev.shirube.packing;
}
