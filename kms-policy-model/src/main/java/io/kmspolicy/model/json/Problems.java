package io.kmspolicy.model.json;

import io.kmspolicy.model.policy.SourceLocation;
import io.kmspolicy.model.problem.JsonLimits;
import io.kmspolicy.model.problem.PolicySyntaxException;
import io.kmspolicy.model.problem.Problem;
import io.kmspolicy.model.problem.ProblemCode;
import io.kmspolicy.model.text.Quoting;
import java.util.ArrayList;
import java.util.List;

/** Collects the problems of one text. Not thread-safe. */
final class Problems {

  private final List<Problem> found = new ArrayList<>();

  /**
   * Adds a problem. Reading continues after it.
   *
   * @throws PolicySyntaxException if there are too many problems
   */
  void add(ProblemCode code, SourceLocation location, String message) {
    found.add(new Problem(code, location, Quoting.oneLine(message)));
    if (found.size() >= JsonLimits.PROBLEMS) {
      throw stop(
          ProblemCode.LIMIT_EXCEEDED,
          location,
          "reading stopped after " + JsonLimits.PROBLEMS + " problems; there may be more");
    }
  }

  int count() {
    return found.size();
  }

  /** Adds a problem that stops reading, and returns the exception with all problems. */
  PolicySyntaxException stop(ProblemCode code, SourceLocation location, String message) {
    found.add(new Problem(code, location, Quoting.oneLine(message)));
    return new PolicySyntaxException(found);
  }

  /** Throws an exception with all problems, if there are any. */
  void throwIfAny() {
    if (!found.isEmpty()) {
      throw new PolicySyntaxException(found);
    }
  }
}
