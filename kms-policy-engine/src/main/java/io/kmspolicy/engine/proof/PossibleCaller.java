package io.kmspolicy.engine.proof;

import java.util.List;
import java.util.Optional;

/**
 * A class of callers that could be allowed a request.
 *
 * @param name the ARN of a caller, or the class in words
 * @param witness a request that is allowed, with the policies that allow it; empty if it is not
 *     known whether one is
 * @param reasons what is open, if there is no witness
 */
public record PossibleCaller(String name, Optional<Witness> witness, List<OpenReason> reasons) {

  public PossibleCaller {
    reasons = List.copyOf(reasons);
  }
}
