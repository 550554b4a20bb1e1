package io.kmspolicy.collect.aws;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What AWS answered about one layer of a subject.
 *
 * @param layer the name of the layer
 * @param files the texts by their paths in the folder of the subject; a path that ends in a slash
 *     is a folder that may be empty
 * @param refusal why the layer is not known; empty if it was read
 */
public record LayerReading(String layer, Map<String, String> files, String refusal) {

  /** The name of the layer of what AWS says of a user, role or key itself. */
  public static final String DESCRIPTION = "description";

  /** Copies the files in their order. */
  public LayerReading {
    files = new LinkedHashMap<>(files);
  }

  /** Reads a layer; a refusal is a result, too, without files. */
  static LayerReading of(String layer, Supplier<Map<String, String>> reading) {
    try {
      return new LayerReading(layer, reading.get(), "");
    } catch (RefusedException refused) {
      return refused(layer, refused);
    }
  }

  /** A layer that is not known. */
  static LayerReading refused(String layer, RefusedException why) {
    return new LayerReading(layer, Map.of(), String.valueOf(why.getMessage()));
  }

  /** Whether the layer was read. */
  public boolean isRead() {
    return refusal.isEmpty();
  }
}
