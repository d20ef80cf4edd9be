// SPDX-License-Identifier: Apache-2.0
package dev.shirube.sigma;

/// One reason why an event matched.
///
/// @param selection the search identifier of the rule
/// @param field the rule's name of the field; empty for a keyword
/// @param pattern the value the rule asks for, as written
/// @param value the event's value, cut to 1,000 characters
public record Evidence(String selection, String field, String pattern, String value) {}
