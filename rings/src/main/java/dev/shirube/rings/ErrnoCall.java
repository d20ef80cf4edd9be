// SPDX-License-Identifier: Apache-2.0
package dev.shirube.rings;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/// Functions of the C library that leave an error number. Every call hands over a segment of {@link
/// #STATE} first, into which the number is written.
final class ErrnoCall {
  static final StructLayout STATE = Linker.Option.captureStateLayout();

  static final int EINTR = 4;
  static final int EAGAIN = 11;
  static final int EINVAL = 22;
  static final int ENAMETOOLONG = 36;
  static final int ENOBUFS = 105;

  private static final VarHandle ERRNO = STATE.varHandle(PathElement.groupElement("errno"));

  private ErrnoCall() {}

  /// A function with a fixed number of parameters.
  static MethodHandle of(String name, FunctionDescriptor descriptor) {
    return link(name, descriptor, Linker.Option.captureCallState("errno"));
  }

  /// A function of which the parameters from one on are variable.
  static MethodHandle of(String name, FunctionDescriptor descriptor, int variableFrom) {
    return link(
        name,
        descriptor,
        Linker.Option.captureCallState("errno"),
        Linker.Option.firstVariadicArg(variableFrom));
  }

  // The only calls out of Java are those of this room; the launcher allows them to it.
  @SuppressWarnings("restricted")
  private static MethodHandle link(
      String name, FunctionDescriptor descriptor, Linker.Option... options) {
    Linker linker = Linker.nativeLinker();
    MemorySegment address = linker.defaultLookup().findOrThrow(name);
    return linker.downcallHandle(address, descriptor, options);
  }

  /// The error number of the call that failed last, negative.
  static int negative(MemorySegment state) {
    return -(int) ERRNO.get(state, 0L);
  }

  /// What no downcall throws unless this program is wrong.
  static IllegalStateException impossible(Throwable e) {
    if (e instanceof Error error) {
      throw error;
    }
    return new IllegalStateException(e);
  }
}
