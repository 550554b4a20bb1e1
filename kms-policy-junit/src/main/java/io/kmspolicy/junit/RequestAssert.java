package io.kmspolicy.junit;

import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.testing.Expectation;
import io.kmspolicy.testing.ExpectedAnswer;
import io.kmspolicy.testing.Policies;
import io.kmspolicy.testing.RequestCompletion;
import io.kmspolicy.testing.UnknownLayers;
import java.util.List;
import java.util.function.Consumer;

/**
 * Assertions on the requests of one caller. Condition keys that a test does not state are unknown,
 * except those that follow from the caller and the key, so an answer that depends on one is neither
 * allowed nor denied. Immutable.
 */
public final class RequestAssert {

  private final Policies policies;
  private final String caller;
  private final String resource;

  RequestAssert(Policies policies, String caller, String resource) {
    this.policies = policies;
    this.caller = caller;
    this.resource = resource;
  }

  /**
   * The same caller with a key. An action on an alias whose key is known is asked of both.
   *
   * @param key the ARN or id of a key, or the ARN or name of an alias such as {@code alias/app}
   */
  public RequestAssert on(String key) {
    return new RequestAssert(policies, caller, key);
  }

  /** Asserts that an action is allowed for certain. */
  public AnswerAssert allows(String action) {
    return allows(action, with -> {});
  }

  /**
   * Asserts that an action is allowed for certain.
   *
   * @param details states the condition keys of the request
   */
  public AnswerAssert allows(String action, Consumer<RequestDetails> details) {
    return decides(Decision.ALLOWED, action, details);
  }

  /** Asserts that an action is denied for certain, explicitly or implicitly. */
  public AnswerAssert certainlyDenies(String action) {
    return certainlyDenies(action, with -> {});
  }

  /**
   * Asserts that an action is denied for certain, explicitly or implicitly.
   *
   * @param details states the condition keys of the request
   */
  public AnswerAssert certainlyDenies(String action, Consumer<RequestDetails> details) {
    return decides(Decision.DENIED, action, details);
  }

  /** Asserts that a Deny statement denies an action. */
  public AnswerAssert explicitlyDenies(String action) {
    return explicitlyDenies(action, with -> {});
  }

  /**
   * Asserts that a Deny statement denies an action.
   *
   * @param details states the condition keys of the request
   */
  public AnswerAssert explicitlyDenies(String action, Consumer<RequestDetails> details) {
    return decides(Decision.EXPLICIT_DENY, action, details);
  }

  /** Asserts that the policies neither allow nor deny an action for certain. */
  public AnswerAssert leavesOpen(String action) {
    return leavesOpen(action, with -> {});
  }

  /**
   * Asserts that the policies neither allow nor deny an action for certain.
   *
   * @param details states the condition keys of the request
   */
  public AnswerAssert leavesOpen(String action, Consumer<RequestDetails> details) {
    return decides(Decision.INDETERMINATE, action, details);
  }

  private AnswerAssert decides(Decision decision, String action, Consumer<RequestDetails> details) {
    RequestDetails stated = new RequestDetails();
    details.accept(stated);
    List<ExpectedAnswer> answers =
        new RequestCompletion(policies)
            .requests(caller, action, resource, stated.keys(), stated.grantId()).stream()
                .map(request -> expected(request, stated, Expectation.of(decision)))
                .toList();
    return new AnswerAssert(this, policies, CallAnswers.check(policies, answers));
  }

  private ExpectedAnswer expected(
      AuthorizationRequest request, RequestDetails stated, Expectation expectation) {
    PolicySet known = UnknownLayers.of(policies.policiesFor(request), stated.unknownLayers());
    return new ExpectedAnswer(name(request), request, known, expectation);
  }

  private static String name(AuthorizationRequest request) {
    String arn = request.caller().arn();
    return arn.substring(arn.lastIndexOf(':') + 1) + " " + request.action();
  }
}
