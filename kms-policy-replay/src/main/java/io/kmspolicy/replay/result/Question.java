package io.kmspolicy.replay.result;

import java.util.List;

/**
 * What distinct events have in common: who asked for what.
 *
 * @param caller the ARN of the user or of the role; sessions of one role ask the same question
 * @param operation the operation
 * @param resources the ARNs of the resources of its checks
 * @param service the AWS service that made the call for the caller; empty for direct calls
 * @param contextNames the names of the pairs in the encryption context, sorted
 * @param aws AWS's answer, as reports show it
 * @param ours the answer of the policies
 */
public record Question(
    String caller,
    String operation,
    List<String> resources,
    String service,
    List<String> contextNames,
    String aws,
    OurAnswer ours) {

  private static final int PRIME = 31;

  /** Copies the lists. */
  public Question {
    resources = List.copyOf(resources);
    contextNames = List.copyOf(contextNames);
  }

  /** Of what tells questions apart, names included that a caller chooses. */
  @Override
  public int hashCode() {
    int hash = PRIME * caller.hashCode() + operation.hashCode();
    hash = PRIME * (PRIME * hash + resources.hashCode()) + contextNames.hashCode();
    return PRIME * hash + aws.hashCode();
  }
}
