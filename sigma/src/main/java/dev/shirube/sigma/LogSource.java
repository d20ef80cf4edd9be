// SPDX-License-Identifier: Apache-2.0
package dev.shirube.sigma;

import org.jspecify.annotations.Nullable;

/// Which events a rule is meant for: Sigma's three words, each in lower case, each optional.
public record LogSource(
    @Nullable String category, @Nullable String product, @Nullable String service) {
  @Override
  public String toString() {
    return "category=" + category + " product=" + product + " service=" + service;
  }
}
