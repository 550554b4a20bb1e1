package io.kmspolicy.inputs.join;

import io.kmspolicy.inputs.InputKey;
import io.kmspolicy.model.policy.Condition;
import io.kmspolicy.model.policy.Grant;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.writer.PolicyWriter;
import java.util.List;

/** Compares what two files say, whatever names they give to the policies. */
final class SameContent {

  private SameContent() {}

  /** Whether two layers are known and have the same documents. */
  static boolean of(PolicyLayer one, PolicyLayer other) {
    // A policy with values that its source leaves open has no text: it is the same only as itself.
    if (!one.equals(other)
        && one instanceof PolicyLayer.Attached first
        && other instanceof PolicyLayer.Attached second
        && !isOpen(first)
        && !isOpen(second)) {
      return documents(first).equals(documents(second));
    }
    return one.equals(other);
  }

  private static boolean isOpen(PolicyLayer.Attached layer) {
    return layer.policies().stream()
        .flatMap(policy -> policy.document().statements().stream())
        .flatMap(statement -> statement.condition().tests().stream())
        .anyMatch(Condition::isOpen);
  }

  private static List<String> documents(PolicyLayer.Attached layer) {
    return layer.policies().stream()
        .map(policy -> PolicyWriter.compact().write(policy.document()))
        .distinct()
        .sorted()
        .toList();
  }

  /** Whether a list of all grants on a key has the grants that another file lists. */
  static boolean contains(InputKey all, InputKey some) {
    return some.listedGrants().stream()
        .allMatch(grant -> all.listedGrants().stream().anyMatch(listed -> isSame(listed, grant)));
  }

  /** A file that is no list of AWS lacks some members of a grant; the id tells which one it is. */
  private static boolean isSame(Grant listed, Grant grant) {
    boolean isSameId = !grant.grantId().isEmpty() && grant.grantId().equals(listed.grantId());
    return listed.equals(grant)
        || (isSameId
            && listed.grantee().equals(grant.grantee())
            && listed.operations().equals(grant.operations())
            && listed.constraints().equals(grant.constraints()));
  }
}
