package io.kmspolicy.engine.explain;

import java.util.ArrayList;
import java.util.List;

/**
 * The unknown inputs of a decision.
 *
 * @param context condition keys whose values are not known
 * @param policies the words of the layers that are unknown, such as {@code scp} or {@code grants}
 * @param request other unknown attributes of the request as text, such as {@code the path of the
 *     caller's role}
 */
public record MissingInformation(
    List<String> context, List<String> policies, List<String> request) {

  /** Copies the lists. */
  public MissingInformation {
    context = List.copyOf(context);
    policies = List.copyOf(policies);
    request = List.copyOf(request);
  }

  /** Whether nothing is missing. */
  public boolean isEmpty() {
    return context.isEmpty() && policies.isEmpty() && request.isEmpty();
  }

  /** All missing inputs, condition keys first. */
  public List<String> all() {
    List<String> all = new ArrayList<>(context);
    all.addAll(policies);
    all.addAll(request);
    return List.copyOf(all);
  }
}
