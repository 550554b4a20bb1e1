package io.kmspolicy.testing.coverage;

import io.kmspolicy.engine.PolicyEvaluator;
import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.testing.Expectation;
import io.kmspolicy.testing.ExpectedAnswer;
import io.kmspolicy.testing.Policies;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Collects policies under test and the expected answers that hold, and reports which parts of the
 * policies some answer needs.
 *
 * <pre>{@code
 * CoverageRecorder recorder = new CoverageRecorder();
 * recorder.add(policies);
 * recorder.add(answer);
 * System.out.print(CoverageText.of(recorder.report()));
 * }</pre>
 *
 * <p>Thread-safe.
 */
public final class CoverageRecorder {

  private final Set<Policies> policies = new LinkedHashSet<>();
  private final Map<Asked, ExpectedAnswer> answers = new LinkedHashMap<>();

  /** What makes an answer distinct: equal policies of two files are different policies. */
  private record Asked(
      AuthorizationRequest request, Expectation expectation, List<Identity> layers) {}

  /** An object, equal to itself only. */
  private static final class Identity {
    private final Object object;

    Identity(Object object) {
      this.object = object;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Identity that && LayerEdits.isSame(object, that.object);
    }

    @Override
    public int hashCode() {
      return System.identityHashCode(object);
    }
  }

  /** A recorder without policies and answers. */
  public CoverageRecorder() {}

  /** Adds policies whose parts are to be covered. */
  public synchronized void add(Policies tested) {
    policies.add(tested);
  }

  /** Adds an answer that holds. Equal answers on the same policies count once. */
  public synchronized void add(ExpectedAnswer answer) {
    answers.putIfAbsent(
        new Asked(answer.request(), answer.expectation(), layers(answer.policies())), answer);
  }

  private static List<Identity> layers(PolicySet set) {
    return Stream.of(
            set.identity(),
            set.permissionsBoundary(),
            set.session(),
            set.serviceControl(),
            set.resourceControl(),
            set.key(),
            set.grants(),
            set.vpcEndpoint())
        .map(Identity::new)
        .toList();
  }

  /** Decides which parts are needed. */
  public CoverageReport report() {
    List<PolicySet> sets = new ArrayList<>();
    List<ExpectedAnswer> asked;
    synchronized (this) {
      policies.forEach(tested -> sets.addAll(tested.all()));
      asked = List.copyOf(answers.values());
    }
    return new CoverageAnalysis(PolicyEvaluator.forScenarios(), asked).of(sets);
  }

  /** The grants of a set, if they are known and there are some. */
  static Stream<GrantLayer.Known> grants(PolicySet set) {
    return set.grants() instanceof GrantLayer.Known known && !known.grants().isEmpty()
        ? Stream.of(known)
        : Stream.empty();
  }
}
