// SPDX-License-Identifier: Apache-2.0
package dev.shirube.detect;

/// Where findings go, in the order they are made.
@FunctionalInterface
public interface FindingSink {
  void accept(Finding finding);
}
