package io.kmspolicy.interceptor;

import io.kmspolicy.engine.PolicyEvaluator;
import io.kmspolicy.engine.explain.Explanation;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.model.request.Decision;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** ResponseObserver as it is told and remembers what it was asked. */
public final class RecordingAuthorizer implements PolicyEvaluator {

  public final List<AuthorizationRequest> requests = new CopyOnWriteArrayList<>();
  final List<PolicySet> policies = new CopyOnWriteArrayList<>();
  private final Function<AuthorizationRequest, Decision> answer;

  private RecordingAuthorizer(Function<AuthorizationRequest, Decision> answer) {
    this.answer = answer;
  }

  public static RecordingAuthorizer answering(Decision decision) {
    return new RecordingAuthorizer(request -> decision);
  }

  public static RecordingAuthorizer answering(Function<AuthorizationRequest, Decision> answer) {
    return new RecordingAuthorizer(answer);
  }

  @Override
  public Decision decide(AuthorizationRequest request, PolicySet set) {
    requests.add(request);
    policies.add(set);
    return answer.apply(request);
  }

  @Override
  public Explanation explain(AuthorizationRequest request, PolicySet set) {
    return new Explanation(answer.apply(request), List.of());
  }
}
