package io.kmspolicy.testing.coverage;

import io.kmspolicy.engine.PolicyEvaluator;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.policy.Statement;
import io.kmspolicy.testing.ExpectedAnswer;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;

/**
 * Decides for each part whether some answer needs it: removes the part and decides the requests
 * again that the statement or grant can apply to, until one answer differs. So there are at most as
 * many decisions as parts times answers.
 */
final class CoverageAnalysis {

  private static final String GRANTS = "grants.json";

  private final PolicyEvaluator evaluator;
  private final List<ExpectedAnswer> answers;

  /** The answers on policies with a document, or with a list of grants, by identity. */
  private final IdentityHashMap<Object, List<ExpectedAnswer>> concerned = new IdentityHashMap<>();

  private final List<CoveredPart> parts = new ArrayList<>();
  private long decisions;

  CoverageAnalysis(PolicyEvaluator evaluator, List<ExpectedAnswer> answers) {
    this.evaluator = evaluator;
    this.answers = answers;
    for (ExpectedAnswer answer : answers) {
      LayerEdits.forEach(answer.policies(), (type, policy) -> concern(policy.document(), answer));
      CoverageRecorder.grants(answer.policies()).forEach(known -> concern(known, answer));
    }
  }

  private void concern(Object subject, ExpectedAnswer answer) {
    concerned.computeIfAbsent(subject, none -> new ArrayList<>()).add(answer);
  }

  /** The coverage of all policies and grants of these sets. */
  CoverageReport of(List<PolicySet> sets) {
    IdentityHashMap<Object, TestedPolicy> policies = new IdentityHashMap<>();
    List<TestedPolicy> ordered = new ArrayList<>();
    IdentityHashMap<Object, TestedGrants> grants = new IdentityHashMap<>();
    List<TestedGrants> orderedGrants = new ArrayList<>();
    for (PolicySet set : sets) {
      LayerEdits.forEach(
          set,
          (type, policy) ->
              policies.computeIfAbsent(
                  policy.document(),
                  none -> {
                    TestedPolicy tested = new TestedPolicy(type, policy);
                    ordered.add(tested);
                    return tested;
                  }));
      CoverageRecorder.grants(set)
          .forEach(
              known ->
                  grants.computeIfAbsent(
                      known,
                      none -> {
                        TestedGrants tested = new TestedGrants(known, sourceOf(set));
                        orderedGrants.add(tested);
                        return tested;
                      }));
    }
    ordered.forEach(this::add);
    orderedGrants.forEach(this::add);
    return new CoverageReport(parts, answers.size(), decisions);
  }

  /** The file of the grants, which is beside the key policy. */
  private static String sourceOf(PolicySet set) {
    List<String> sources = new ArrayList<>();
    LayerEdits.forEach(
        set,
        (type, policy) -> {
          if (type == PolicyType.KEY) {
            sources.add(new TestedPolicy(type, policy).source().replace("policy.json", GRANTS));
          }
        });
    return sources.isEmpty() ? GRANTS : sources.get(0);
  }

  private void add(TestedPolicy policy) {
    Reach reach = new Reach(policy);
    List<ExpectedAnswer> asked = concerned.getOrDefault(policy.document(), List.of());
    List<Statement> statements = policy.document().statements();
    for (int i = 0; i < statements.size(); i++) {
      Statement statement = statements.get(i);
      List<ExpectedAnswer> reached =
          asked.stream().filter(answer -> reach.includes(statement, answer.request())).toList();
      policy.removals(i).forEach(removal -> parts.add(covered(removal, reached)));
    }
  }

  private void add(TestedGrants grants) {
    List<ExpectedAnswer> asked = concerned.getOrDefault(grants.layer(), List.of());
    for (int i = 0; i < grants.layer().grants().size(); i++) {
      grants.removals(i).forEach(removal -> parts.add(covered(removal, asked)));
    }
  }

  private CoveredPart covered(Removal removal, List<ExpectedAnswer> reached) {
    for (ExpectedAnswer answer : reached) {
      decisions++;
      if (!answer.on(removal.without().apply(answer.policies())).holds(evaluator)) {
        return new CoveredPart(removal.part(), CoveredPart.Use.NEEDED, answer.name());
      }
    }
    CoveredPart.Use use =
        reached.isEmpty() ? CoveredPart.Use.NOT_REACHED : CoveredPart.Use.NOT_NEEDED;
    return new CoveredPart(removal.part(), use, "");
  }
}
