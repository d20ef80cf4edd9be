// SPDX-License-Identifier: Apache-2.0
package dev.shirube.sigma;

/// One file of rules as it was found.
///
/// @param name how people find it: a path, or archive!/entry
/// @param content its bytes, UTF-8
public record RuleFile(String name, byte[] content) {}
