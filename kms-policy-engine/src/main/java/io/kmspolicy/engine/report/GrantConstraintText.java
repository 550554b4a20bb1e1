package io.kmspolicy.engine.report;

import io.kmspolicy.engine.combine.GrantConstraintMatcher;
import io.kmspolicy.engine.match.RequestAttributes;
import io.kmspolicy.model.catalogue.EncryptionContextUse;
import io.kmspolicy.model.catalogue.KmsAction;
import io.kmspolicy.model.policy.Grant;
import io.kmspolicy.model.policy.GrantConstraints;
import io.kmspolicy.model.policy.GrantConstraints.ContextConstraint;
import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.request.MatchResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Says in words why a request does not meet the constraints of a grant, or only perhaps. */
final class GrantConstraintText {

  private static final String PART = "constraints";
  private static final String SOURCE_ARN = "aws:SourceArn";

  private final RequestAttributes facts;
  private final GrantConstraintMatcher matcher;
  private final ConditionContext context;

  GrantConstraintText(RequestAttributes facts, ConditionContext context) {
    this.facts = facts;
    this.matcher = new GrantConstraintMatcher(facts, context);
    this.context = context;
  }

  /**
   * A report on constraints that are not met for certain.
   *
   * @param result how they are met
   */
  ElementTrace describe(Grant grant, MatchResult result) {
    Grant pairsOnly = with(grant, grant.constraints().encryptionContext(), "");
    if (!matcher.of(pairsOnly).isCertain() || grant.constraints().sourceArn().isEmpty()) {
      return describePairs(grant, result);
    }
    String arn = grant.constraints().sourceArn();
    RedactableText words =
        RedactableText.of("SourceArn: the grant wants " + SOURCE_ARN + " like " + arn);
    if (result.isImpossible()) {
      return ElementTrace.of(PART, result, words.and(", and the request has another or none"));
    }
    if (!facts.isService() || isKnown(SOURCE_ARN)) {
      return ElementTrace.open(PART, words, UndocumentedRule.GRANT_CONSTRAINT);
    }
    return ElementTrace.unknown(
        PART, words.and("; " + SOURCE_ARN + " is not known"), List.of(SOURCE_ARN));
  }

  private ElementTrace describePairs(Grant grant, MatchResult result) {
    ContextConstraint constraint = grant.constraints().encryptionContext();
    EncryptionContextUse use =
        facts.known().map(KmsAction::grantContext).orElse(EncryptionContextUse.HONORED);
    if (use == EncryptionContextUse.NOT_APPLICABLE) {
      RedactableText words =
          RedactableText.of(
              name(constraint) + ": " + facts.action() + " has no encryption context");
      return ElementTrace.of(PART, result, words.and(" (rule 5.9)"));
    }
    if (use == EncryptionContextUse.INHERITED) {
      return describeChild(grant, result);
    }
    return describePairs(grant, constraint, result);
  }

  private ElementTrace describePairs(
      Grant grant, ContextConstraint constraint, MatchResult result) {
    List<RedactableText> pairs = new ArrayList<>();
    List<String> unknown = new ArrayList<>();
    for (Map.Entry<String, String> pair : pairs(constraint).entrySet()) {
      ContextConstraint one = new ContextConstraint.Containing(Map.ofEntries(pair));
      MatchResult met = matcher.of(with(grant, one, ""));
      if (met == result) {
        pairs.add(pair(pair, unknown));
      }
    }
    RedactableText head = RedactableText.of(name(constraint) + ": ");
    RedactableText words =
        pairs.isEmpty()
            ? head.and(others(constraint, result, unknown))
            : head.and(RedactableText.list(pairs));
    if (result.isImpossible()) {
      return ElementTrace.of(PART, result, words.and(" (rule 5.9)"));
    }
    return unknown.isEmpty()
        ? ElementTrace.open(PART, words, UndocumentedRule.GRANT_CONSTRAINT)
        : ElementTrace.unknown(PART, words, unknown);
  }

  private RedactableText pair(Map.Entry<String, String> pair, List<String> unknown) {
    String name = pair.getKey();
    String key = GrantConstraintMatcher.CONTEXT_PREFIX + name.toLowerCase(Locale.ROOT);
    ContextValue held = context.get(key);
    RedactableText wanted = RedactableText.of("the grant wants " + name + " = ");
    if (held instanceof ContextValue.Present present) {
      boolean same = present.values().contains(pair.getValue());
      List<RedactableText> values = new ArrayList<>();
      present.values().forEach(value -> values.add(RedactableText.value(value, true)));
      return wanted
          .and(RedactableText.value(pair.getValue(), same))
          .and(", the request has ")
          .and(RedactableText.list(values))
          .and(same ? " under a key that differs in letter case" : "");
    }
    if (held instanceof ContextValue.Absent) {
      return wanted
          .and(RedactableText.value(pair.getValue(), false))
          .and(", the request has no such pair");
    }
    unknown.add("kms:EncryptionContext:" + name);
    return wanted
        .and(RedactableText.value(pair.getValue(), false))
        .and(", the request's is not known");
  }

  /** All pairs are there: others are, or may be. */
  private RedactableText others(
      ContextConstraint constraint, MatchResult result, List<String> unknown) {
    if (pairs(constraint).isEmpty()) {
      return RedactableText.of("the grant states no pair, the request has some");
    }
    if (!isKnown(GrantConstraintMatcher.CONTEXT_KEYS)) {
      unknown.add("kms:EncryptionContextKeys");
      return RedactableText.of("whether the request has other pairs is not known");
    }
    if (!result.isImpossible()) {
      unknown.add("kms:EncryptionContext:*");
      return RedactableText.of("whether the request has other pairs is not known");
    }
    return RedactableText.of("the request has a pair that the grant does not state");
  }

  private ElementTrace describeChild(Grant grant, MatchResult result) {
    RedactableText words =
        RedactableText.of(
            "a grant made through it may allow no other operations and must keep its constraints"
                + " (rule 5.16)");
    if (result.isImpossible()) {
      return ElementTrace.of(PART, result, words.and("; the request asks for more"));
    }
    List<String> unknown = new ArrayList<>();
    // Every request for a grant has operations: a context without them leaves them open.
    if (!(context.get(GrantConstraintMatcher.GRANT_OPERATIONS) instanceof ContextValue.Present)) {
      unknown.add("kms:GrantOperations");
    }
    if (!isKnown(GrantConstraintMatcher.CONSTRAINT_TYPE)) {
      unknown.add("kms:GrantConstraintType");
    }
    boolean forSource = !grant.constraints().sourceArn().isEmpty();
    return unknown.isEmpty()
        ? ElementTrace.open(
            PART,
            words,
            forSource ? UndocumentedRule.CHILD_GRANT : UndocumentedRule.GRANT_CONSTRAINT)
        : ElementTrace.unknown(PART, words, unknown);
  }

  private boolean isKnown(String key) {
    ContextValue value = context.get(key.toLowerCase(Locale.ROOT));
    return value instanceof ContextValue.Present || value instanceof ContextValue.Absent;
  }

  private static String name(ContextConstraint constraint) {
    return constraint instanceof ContextConstraint.EqualTo
        ? "EncryptionContextEquals"
        : "EncryptionContextSubset";
  }

  private static Map<String, String> pairs(ContextConstraint constraint) {
    if (constraint instanceof ContextConstraint.EqualTo equal) {
      return equal.pairs();
    }
    return constraint instanceof ContextConstraint.Containing containing
        ? containing.pairs()
        : Map.of();
  }

  private static Grant with(Grant grant, ContextConstraint constraint, String sourceArn) {
    return new Grant(
        grant.grantId(),
        grant.name(),
        grant.keyId(),
        grant.grantee(),
        grant.retiring(),
        grant.operations(),
        new GrantConstraints(constraint, sourceArn),
        grant.issuingAccount(),
        grant.creationDate());
  }
}
