// SPDX-License-Identifier: Apache-2.0
package dev.shirube.doors;

import dev.shirube.export.JsonText;
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
    boolean errors = false;
    for (int status : statuses) {
      errors |= status != BulkDelivery.CREATED;
    }
    JsonText json = new JsonText().open('{');
    json.name("took").number(took).name("errors").truth(errors).name("items").open('[');
    for (int index = 0; index < items.size(); index++) {
      item(json, items.get(index).action(), statuses[index], id(stamp, index));
    }
    return json.close(']').close('}').toString();
  }

  /// What a request for one document is answered.
  static String of(BulkAction action, long stamp) {
    JsonText json = new JsonText().open('{');
    fields(json, action, Long.toHexString(stamp));
    created(json);
    return json.close('}').toString();
  }

  private static String id(long stamp, int index) {
    return HexFormat.of().toHexDigits(stamp) + "-" + index;
  }

  private static void fields(JsonText json, BulkAction action, String made) {
    json.name("_index").text(action.index());
    json.name("_id").text(action.id().isEmpty() ? made : action.id());
  }

  private static void created(JsonText json) {
    json.name("_version").number(1).name("result").text("created");
    json.name("_shards").open('{').name("total").number(1).name("successful").number(1);
    json.name("failed").number(0).close('}');
    json.name("_seq_no").number(0).name("_primary_term").number(1);
  }

  private static void item(JsonText json, BulkAction action, int status, String made) {
    json.open('{').name(action.verb()).open('{');
    fields(json, action, made);
    json.name("status").number(status);
    if (status == BulkDelivery.CREATED) {
      created(json);
    } else {
      json.name("error").open('{').name("type").text(type(status));
      json.name("reason").text(reason(action, status)).close('}');
    }
    json.close('}').close('}');
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
