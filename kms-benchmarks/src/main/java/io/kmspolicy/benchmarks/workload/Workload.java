package io.kmspolicy.benchmarks.workload;

import io.kmspolicy.engine.ReferenceAuthorizer;
import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.model.request.Decision;
import java.util.List;

/**
 * A population and a stream of requests to it.
 *
 * @param population the principals and keys
 * @param texts the distinct texts from which the policies were read
 * @param requests the requests, in order
 */
public record Workload(Population population, List<PolicyText> texts, List<Request> requests) {

  private static final ReferenceAuthorizer REFERENCE = ReferenceAuthorizer.create();

  /** Copies the lists. */
  public Workload {
    texts = List.copyOf(texts);
    requests = List.copyOf(requests);
  }

  /** The expected decision on a request, made by the reference. */
  public Decision answer(Request request) {
    return REFERENCE.decide(
        AuthorizationRequest.of(
            population.principals().get(request.principal()).caller(),
            request.action(),
            population.keys().get(request.key()).key(),
            request.context()),
        population.policies(request.principal(), request.key()));
  }

  /** The ARN of every key, by number. */
  public String[] keyArns() {
    return population.keys().stream().map(entry -> entry.key().arn()).toArray(String[]::new);
  }
}
