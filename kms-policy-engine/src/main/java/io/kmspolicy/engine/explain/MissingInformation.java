package io.kmspolicy.engine.explain;

import java.util.ArrayList;
import java.util.List;

/**
 * What is not known about a request, in the words of a scenario's {@code unknown} member.
 *
 * @param context condition keys whose values are not known
 * @param policies layers that could not be read, such as {@code serviceControl} or {@code grants}
 * @param request what else about the request is not known, in words, such as {@code the path of the
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

  /** Everything that is missing, keys first. */
  public List<String> all() {
    List<String> all = new ArrayList<>(context);
    all.addAll(policies);
    all.addAll(request);
    return List.copyOf(all);
  }
}
