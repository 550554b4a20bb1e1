package io.kmspolicy.benchmarks.workload;

import io.kmspolicy.engine.PolicyEvaluator;
import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.model.request.Decision;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A population and a stream of requests to it.
 *
 * @param population the principals and keys
 * @param texts the distinct texts from which the policies were read
 * @param requests the requests, in order
 */
public record Workload(Population population, List<PolicyText> texts, List<Request> requests) {

  private static final PolicyEvaluator REFERENCE = PolicyEvaluator.reference();

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

  /**
   * The requests, and the same requests of other roles with equal policies, until there are at
   * least this many.
   */
  public Workload byOthers(int atLeast) {
    int times = (atLeast + requests.size() - 1) / requests.size();
    if (times <= 1) {
      return this;
    }
    List<PrincipalEntry> callers = new ArrayList<>();
    List<Request> all = new ArrayList<>();
    for (int time = 0; time < times; time++) {
      Map<Integer, Integer> numbers = new HashMap<>();
      for (Request request : requests) {
        Integer number = numbers.get(request.principal());
        if (number == null) {
          number = callers.size();
          numbers.put(request.principal(), number);
          callers.add(population.principals().get(request.principal()).named("-" + time));
        }
        all.add(new Request(number, request.key(), request.action(), request.context()));
      }
    }
    return new Workload(new Population(callers, population.keys()), texts, all);
  }

  /** The ARN of every key, by number. */
  public String[] keyArns() {
    return population.keys().stream().map(entry -> entry.key().arn()).toArray(String[]::new);
  }
}
