package io.kmspolicy.lint.fix;

import io.kmspolicy.model.policy.PolicyType;
import java.util.Optional;

/**
 * What the text of a denial says.
 *
 * @param explicitly whether AWS names an explicit deny; empty if it does not say
 * @param layer the type of policy that AWS names; empty if it names none
 */
public record AwsDenial(Optional<Boolean> explicitly, Optional<PolicyType> layer) {

  /** There is no text. */
  public static AwsDenial none() {
    return new AwsDenial(Optional.empty(), Optional.empty());
  }

  /** Whether AWS says that no policy of a type allows the request. */
  boolean isByAbsence() {
    return layer.isPresent() && !explicitly.orElse(true);
  }
}
