package io.kmspolicy.replay.suggest;

import io.kmspolicy.engine.StatementAnalysis;
import io.kmspolicy.model.policy.ActionElement;
import io.kmspolicy.model.policy.ActionPattern;
import io.kmspolicy.model.policy.Effect;
import io.kmspolicy.model.policy.Label;
import io.kmspolicy.model.policy.PolicyDocument;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.policy.PolicyVersion;
import io.kmspolicy.model.policy.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Narrows a key policy to what calls used. Every Allow statement of the result is one of the old
 * policy with fewer actions or principals, or with more conditions; Deny statements stay.
 * Statements that allow changing the key policy keep the actions of administrators.
 */
final class PolicyNarrower {

  private static final String PUT_POLICY = "kms:PutKeyPolicy";

  /** The actions on a key that neither use it nor let somebody else use it. */
  private static final List<String> ADMINISTRATION =
      List.of(
          "kms:CancelKeyDeletion",
          "kms:CreateAlias",
          "kms:DeleteAlias",
          "kms:DescribeKey",
          "kms:DisableKey",
          "kms:DisableKeyRotation",
          "kms:EnableKey",
          "kms:EnableKeyRotation",
          "kms:GetKeyPolicy",
          "kms:GetKeyRotationStatus",
          "kms:ListGrants",
          "kms:ListKeyPolicies",
          "kms:ListKeyRotations",
          "kms:ListResourceTags",
          PUT_POLICY,
          "kms:RevokeGrant",
          "kms:RotateKeyOnDemand",
          "kms:ScheduleKeyDeletion",
          "kms:TagResource",
          "kms:UntagResource",
          "kms:UpdateAlias",
          "kms:UpdateKeyDescription");

  private final KeyUses uses;
  private final List<UncertainCall> uncertain;
  private final StatementAnalysis analysis;
  private final List<Statement> narrowed = new ArrayList<>();
  private final Set<String> labels = new HashSet<>();

  private PolicyNarrower(PolicyDocument document, KeyUses uses, List<UncertainCall> uncertain) {
    this.uses = uses;
    this.uncertain = uncertain;
    this.analysis =
        StatementAnalysis.of(PolicyType.KEY, document.version() == PolicyVersion.V2012_10_17);
  }

  /**
   * The narrowed policy.
   *
   * @param uncertain calls that may have needed every statement that may match them
   */
  static PolicyDocument narrow(
      PolicyDocument document, KeyUses uses, List<UncertainCall> uncertain) {
    PolicyNarrower narrower = new PolicyNarrower(document, uses, uncertain);
    for (int i = 0; i < document.statements().size(); i++) {
      narrower.add(i, document.statements().get(i));
    }
    return new PolicyDocument(document.version(), document.id(), narrower.narrowed);
  }

  private void add(int index, Statement statement) {
    if (statement.effect() == Effect.DENY
        || uncertain.stream().anyMatch(call -> call.mayMatch(statement))) {
      add(statement, statement.action(), statement);
      return;
    }
    Set<String> kept = administration(statement);
    if (!kept.isEmpty()) {
      add(statement, actions(kept), statement);
    }
    Map<NarrowedUse, Set<String>> byUse = new LinkedHashMap<>();
    uses.uses()
        .forEach(
            (use, contexts) -> {
              Set<String> rest = new TreeSet<>(contexts.actions());
              rest.removeAll(kept);
              if (use.statement() == index && !rest.isEmpty()) {
                byUse
                    .computeIfAbsent(
                        NarrowedUse.of(statement, use, contexts), first -> new TreeSet<>())
                    .addAll(rest);
              }
            });
    List<Narrowed> found = new ArrayList<>();
    joined(byUse).forEach((use, rest) -> found.add(new Narrowed(use.narrow(statement), rest)));
    List<Narrowed> needed = withoutImplied(found);
    needed.forEach(one -> add(statement, actions(one.actions()), one.limits()));
  }

  /** A narrowed statement: its principals and conditions, and its actions. */
  private record Narrowed(Statement limits, Set<String> actions) {}

  /** The statements without those that another one makes superfluous. */
  private List<Narrowed> withoutImplied(List<Narrowed> statements) {
    List<Narrowed> needed = new ArrayList<>(statements);
    for (Narrowed one : statements) {
      List<Narrowed> others = new ArrayList<>(needed);
      others.remove(one);
      if (others.stream().anyMatch(other -> isImplied(one, other))) {
        needed = others;
      }
    }
    return needed;
  }

  private boolean isImplied(Narrowed one, Narrowed other) {
    return other.actions().containsAll(one.actions())
        && Statements.hasNames(other.limits(), one.limits())
        && analysis.implies(one.limits(), other.limits());
  }

  /** Uses that differ in their principals or in their services only become one. */
  private static Map<NarrowedUse, Set<String>> joined(Map<NarrowedUse, Set<String>> byUse) {
    Map<List<Object>, NarrowedUse> byRest = new LinkedHashMap<>();
    byUse.forEach(
        (use, actions) ->
            byRest.merge(List.of(use.withoutPrincipals(), actions), use, NarrowedUse::with));
    Map<List<Object>, NarrowedUse> byService = new LinkedHashMap<>();
    byRest.forEach(
        (rest, use) ->
            byService.merge(List.of(use.withoutServices(), rest.get(1)), use, NarrowedUse::with));
    Map<NarrowedUse, Set<String>> joined = new LinkedHashMap<>();
    byService.forEach(
        (rest, use) -> {
          Set<String> actions = joined.computeIfAbsent(use, first -> new TreeSet<>());
          ((Set<?>) rest.get(1)).forEach(action -> actions.add(action.toString()));
        });
    return joined;
  }

  /** The actions of administrators that a statement allows; none if it does not keep the key. */
  private Set<String> administration(Statement statement) {
    Set<String> kept = new TreeSet<>();
    if (!analysis.action(statement, PUT_POLICY).isNoMatch()) {
      for (String action : ADMINISTRATION) {
        if (!analysis.action(statement, action).isNoMatch()) {
          kept.add(action);
        }
      }
    }
    return kept;
  }

  private static ActionElement actions(Set<String> actions) {
    return new ActionElement.Action(actions.stream().map(ActionPattern::of).toList());
  }

  private void add(Statement from, ActionElement action, Statement limits) {
    narrowed.add(
        new Statement(
            label(from.sid()),
            from.effect(),
            limits.principal(),
            action,
            from.resource(),
            limits.condition(),
            from.location()));
  }

  /** Labels are unique in a policy: further statements of a label get a number. */
  private Label label(Label label) {
    if (!(label instanceof Label.Text text) || labels.add(text.text())) {
      return label;
    }
    int number = 2;
    while (!labels.add(text.text() + number)) {
      number++;
    }
    return Label.of(text.text() + number);
  }
}
