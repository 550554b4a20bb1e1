package io.kmspolicy.cli.simulate;

import io.kmspolicy.model.policy.NamedPolicy;
import io.kmspolicy.model.policy.PolicyDocument;

/**
 * A policy of the input.
 *
 * @param id what the response calls it, such as {@code PolicyInputList.1}
 * @param kind what the response calls its kind
 * @param text the document as it was given
 * @param document what it says
 */
record InputPolicy(String id, Kind kind, String text, PolicyDocument document) {

  /** The kinds of policy that a simulation takes, by the names that recorded responses show. */
  enum Kind {
    IAM("IAM Policy"),
    RESOURCE("Resource Policy");

    private final String text;

    Kind(String text) {
      this.text = text;
    }

    String text() {
      return text;
    }
  }

  NamedPolicy named() {
    return new NamedPolicy(id, document);
  }
}
