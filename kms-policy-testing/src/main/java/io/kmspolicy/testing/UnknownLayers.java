package io.kmspolicy.testing;

import io.kmspolicy.model.json.LayerName;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.text.Listing;
import io.kmspolicy.model.text.Quoting;
import java.util.Collection;

/** Layers that a test takes as unknown. */
public final class UnknownLayers {

  private UnknownLayers() {}

  /**
   * The policies with layers that are unknown.
   *
   * @param names the words of layers, or their names in earlier versions
   * @throws TestInputException if there is no such layer
   */
  public static PolicySet of(PolicySet policies, Collection<String> names) {
    PolicySet.Builder builder = policies.toBuilder();
    for (String name : names) {
      LayerName.ofWord(name)
          .or(() -> LayerName.ofText(name))
          .orElseThrow(
              () ->
                  new TestInputException(
                      Quoting.quoteShort(name)
                          + " is not a layer; it must be "
                          + Listing.oneOf(LayerName.allWords())))
          .makeUnknown(builder);
    }
    return builder.build();
  }

  /** The policies with the layers unknown that are unknown in others. */
  static PolicySet as(PolicySet others, PolicySet policies) {
    PolicySet.Builder builder = policies.toBuilder();
    for (LayerName layer : LayerName.values()) {
      if (layer.isUnknown(others)) {
        layer.makeUnknown(builder);
      }
    }
    return builder.build();
  }
}
