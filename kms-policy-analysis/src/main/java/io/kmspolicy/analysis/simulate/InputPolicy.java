package io.kmspolicy.analysis.simulate;

import io.kmspolicy.model.policy.NamedPolicy;
import io.kmspolicy.model.policy.PolicyDocument;

/**
 * A policy of the input.
 *
 * @param id the id in the response, such as {@code PolicyInputList.1}
 * @param kind the kind in the response
 * @param text the text of the document in the input
 * @param document the parsed document
 */
record InputPolicy(String id, Kind kind, String text, PolicyDocument document) {

  /** The kinds of policy of a simulation, with their names in recorded responses of AWS. */
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
