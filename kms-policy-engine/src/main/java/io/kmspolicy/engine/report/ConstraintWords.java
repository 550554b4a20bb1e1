package io.kmspolicy.engine.report;

import io.kmspolicy.engine.combine.GrantConstraintMatcher;
import io.kmspolicy.engine.match.RequestFacts;
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
final class ConstraintWords {

  private static final String PART = "constraints";
  private static final String SOURCE_ARN = "aws:SourceArn";

  private final RequestFacts facts;
  private final GrantConstraintMatcher matcher;
  private final ConditionContext context;

  ConstraintWords(RequestFacts facts, ConditionContext context) {
    this.facts = facts;
    this.matcher = new GrantConstraintMatcher(facts, context);
    this.context = context;
  }

  /**
   * A report on constraints that are not met for certain.
   *
   * @param result how they are met
   */
  PartReport describe(Grant grant, MatchResult result) {
    Grant pairsOnly = with(grant, grant.constraints().encryptionContext(), "");
    if (!matcher.of(pairsOnly).isCertain() || grant.constraints().sourceArn().isEmpty()) {
      return describePairs(grant, result);
    }
    String arn = grant.constraints().sourceArn();
    Phrase words = Phrase.of("SourceArn: the grant wants " + SOURCE_ARN + " like " + arn);
    if (result.isImpossible()) {
      return PartReport.of(PART, result, words.and(", and the request has another or none"));
    }
    if (!facts.isService() || isKnown(SOURCE_ARN)) {
      return PartReport.open(PART, words, OpenRule.GRANT_CONSTRAINT);
    }
    return PartReport.unknown(
        PART, words.and("; " + SOURCE_ARN + " is not known"), List.of(SOURCE_ARN));
  }

  private PartReport describePairs(Grant grant, MatchResult result) {
    ContextConstraint constraint = grant.constraints().encryptionContext();
    EncryptionContextUse use =
        facts.known().map(KmsAction::grantContext).orElse(EncryptionContextUse.HONORED);
    if (use == EncryptionContextUse.NOT_APPLICABLE) {
      Phrase words =
          Phrase.of(name(constraint) + ": " + facts.action() + " has no encryption context");
      return PartReport.of(PART, result, words.and(" (rule 5.9)"));
    }
    if (use == EncryptionContextUse.INHERITED) {
      return describeChild(grant, result);
    }
    return describePairs(grant, constraint, result);
  }

  private PartReport describePairs(Grant grant, ContextConstraint constraint, MatchResult result) {
    List<Phrase> pairs = new ArrayList<>();
    List<String> unknown = new ArrayList<>();
    for (Map.Entry<String, String> pair : pairs(constraint).entrySet()) {
      ContextConstraint one = new ContextConstraint.Containing(Map.ofEntries(pair));
      MatchResult met = matcher.of(with(grant, one, ""));
      if (met == result) {
        pairs.add(pair(pair, unknown));
      }
    }
    Phrase head = Phrase.of(name(constraint) + ": ");
    Phrase words =
        pairs.isEmpty()
            ? head.and(others(constraint, result, unknown))
            : head.and(Phrase.list(pairs));
    if (result.isImpossible()) {
      return PartReport.of(PART, result, words.and(" (rule 5.9)"));
    }
    return unknown.isEmpty()
        ? PartReport.open(PART, words, OpenRule.GRANT_CONSTRAINT)
        : PartReport.unknown(PART, words, unknown);
  }

  private Phrase pair(Map.Entry<String, String> pair, List<String> unknown) {
    String name = pair.getKey();
    String key = GrantConstraintMatcher.CONTEXT_PREFIX + name.toLowerCase(Locale.ROOT);
    ContextValue held = context.get(key);
    Phrase wanted = Phrase.of("the grant wants " + name + " = ");
    if (held instanceof ContextValue.Present present) {
      boolean same = present.values().contains(pair.getValue());
      List<Phrase> values = new ArrayList<>();
      present.values().forEach(value -> values.add(Phrase.value(value, true)));
      return wanted
          .and(Phrase.value(pair.getValue(), same))
          .and(", the request has ")
          .and(Phrase.list(values))
          .and(same ? " under a key that differs in letter case" : "");
    }
    if (held instanceof ContextValue.Absent) {
      return wanted.and(Phrase.value(pair.getValue(), false)).and(", the request has no such pair");
    }
    unknown.add("kms:EncryptionContext:" + name);
    return wanted.and(Phrase.value(pair.getValue(), false)).and(", the request's is not known");
  }

  /** All pairs are there: others are, or may be. */
  private Phrase others(ContextConstraint constraint, MatchResult result, List<String> unknown) {
    if (pairs(constraint).isEmpty()) {
      return Phrase.of("the grant states no pair, the request has some");
    }
    if (!isKnown(GrantConstraintMatcher.CONTEXT_KEYS)) {
      unknown.add("kms:EncryptionContextKeys");
      return Phrase.of("whether the request has other pairs is not known");
    }
    if (!result.isImpossible()) {
      unknown.add("kms:EncryptionContext:*");
      return Phrase.of("whether the request has other pairs is not known");
    }
    return Phrase.of("the request has a pair that the grant does not state");
  }

  private PartReport describeChild(Grant grant, MatchResult result) {
    Phrase words =
        Phrase.of(
            "a grant made through it may allow no other operations and must keep its constraints"
                + " (rule 5.16)");
    if (result.isImpossible()) {
      return PartReport.of(PART, result, words.and("; the request asks for more"));
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
        ? PartReport.open(PART, words, forSource ? OpenRule.CHILD_GRANT : OpenRule.GRANT_CONSTRAINT)
        : PartReport.unknown(PART, words, unknown);
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
