// SPDX-License-Identifier: Apache-2.0
package dev.shirube.doors;

import java.util.HexFormat;
import java.util.List;

/// What a bulk request is answered: every item with its own status.
final class BulkAnswer {
  private BulkAnswer() {}

  /// The answer's JSON.
  ///
  /// @param statuses of the items
  /// @param took milliseconds
  /// @param stamp makes the ids of documents that had none
  static String of(List<BulkReader.Item> items, int[] statuses, long took, long stamp) {
    StringBuilder text = new StringBuilder(64 + items.size() * 96);
    boolean errors = false;
    for (int status : statuses) {
      errors |= status != BulkDelivery.CREATED;
    }
    text.append("{\"took\":").append(took).append(",\"errors\":").append(errors);
    text.append(",\"items\":[");
    for (int index = 0; index < items.size(); index++) {
      text.append(index == 0 ? "" : ",");
      item(text, items.get(index).action(), statuses[index], id(stamp, index));
    }
    return text.append("]}").toString();
  }

  private static String id(long stamp, int index) {
    return HexFormat.of().toHexDigits(stamp) + "-" + index;
  }

  /// One item, as an answer to a request for one document has it too.
  static void fields(StringBuilder text, BulkAction action, String made) {
    text.append("\"_index\":");
    JsonText.quote(text, action.index());
    text.append(",\"_id\":");
    JsonText.quote(text, action.id().isEmpty() ? made : action.id());
  }

  private static void item(StringBuilder text, BulkAction action, int status, String made) {
    text.append("{\"").append(action.verb()).append("\":{");
    fields(text, action, made);
    text.append(",\"status\":").append(status);
    if (status == BulkDelivery.CREATED) {
      text.append(",\"_version\":1,\"result\":\"created\",\"_shards\":")
          .append("{\"total\":1,\"successful\":1,\"failed\":0},\"_seq_no\":0,")
          .append("\"_primary_term\":1");
    } else {
      text.append(",\"error\":{\"type\":\"")
          .append(type(status))
          .append("\",\"reason\":\"")
          .append(reason(action, status))
          .append("\"}");
    }
    text.append("}}");
  }

  private static String type(int status) {
    return switch (status) {
      case BulkDelivery.RETRY -> "es_rejected_execution_exception";
      case 403 -> "security_exception";
      case 413 -> "document_too_large";
      default -> "illegal_argument_exception";
    };
  }

  private static String reason(BulkAction action, int status) {
    return switch (status) {
      case BulkDelivery.RETRY -> "busy";
      case 403 -> "refused";
      case 413 -> "too_large";
      default -> action.adds() ? "empty_document" : "append_only";
    };
  }
}
