package io.kmspolicy.collect;

import io.kmspolicy.collect.aws.LayerReading;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the journal says about a subject.
 *
 * @param folder the folder of the subject in that of the account
 * @param at when it was read
 * @param exists whether AWS had it
 * @param refused why layers are not known, by their names
 */
record Entry(String folder, Instant at, boolean exists, Map<String, String> refused) {

  Entry {
    refused = Collections.unmodifiableMap(new TreeMap<>(refused));
  }

  static Entry of(String folder, Instant at, List<LayerReading> layers) {
    Map<String, String> refused = new TreeMap<>();
    for (LayerReading layer : layers) {
      if (!layer.isRead()) {
        refused.put(layer.layer(), layer.refusal());
      }
    }
    return new Entry(folder, at, true, refused);
  }

  /** Whether AWS has it and has described it, so that its folder has a file. */
  boolean isDescribed() {
    return exists && !refused.containsKey(LayerReading.DESCRIPTION);
  }

  /** Whether all layers were read. */
  boolean isWhole() {
    return exists && refused.isEmpty();
  }
}
