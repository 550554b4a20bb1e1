package io.kmspolicy.analysis.simulate;

import io.kmspolicy.engine.explain.Explanation;
import io.kmspolicy.model.json.JsonTree;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.model.resource.KmsResource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * The results for one action on one resource.
 *
 * @param action the action, spelled as in the input
 * @param resource the resource
 * @param explanation the decision by the rules of KMS and its explanation
 * @param withoutMissing the decision if all condition keys that are not given are absent
 * @param withDelegation the decision if the key policy also let IAM policies decide
 * @param missing the condition keys that the policies use and the input does not give
 * @param crossAccount whether the caller belongs to another account than the resource
 */
record Outcome(
    String action,
    KmsResource resource,
    Explanation explanation,
    Decision withoutMissing,
    Decision withDelegation,
    List<String> missing,
    boolean crossAccount) {

  /** Copies the list. */
  Outcome {
    missing = List.copyOf(missing);
  }

  Decision decision() {
    return explanation.decision();
  }

  /** Whether it is open if the request is allowed, or if it is denied explicitly. */
  boolean isNotDecided() {
    return decision() == Decision.INDETERMINATE || decision() == Decision.DENIED;
  }

  /** The decision of one layer alone. */
  Decision layer(PolicyType type) {
    try {
      JsonTree layers = JsonTree.parse(explanation.json()).at("/layers");
      if (layers instanceof JsonTree.Elements list) {
        for (JsonTree layer : list.elements()) {
          if (layer.member("layer").flatMap(JsonTree::string).orElse("").equals(type.word())) {
            return passes(member(layer, "denies"), member(layer, "allows"));
          }
        }
      }
      return Decision.IMPLICIT_DENY;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String member(JsonTree layer, String member) {
    return layer.member(member).flatMap(JsonTree::string).orElse("no");
  }

  private static Decision passes(String denies, String allows) {
    if (denies.equals("yes")) {
      return Decision.EXPLICIT_DENY;
    }
    if (denies.equals("perhaps") || allows.equals("perhaps")) {
      return Decision.INDETERMINATE;
    }
    return allows.equals("yes") ? Decision.ALLOWED : Decision.IMPLICIT_DENY;
  }
}
