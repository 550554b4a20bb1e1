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
import io.kmspolicy.model.text.LetterCase;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Renders why a request does not satisfy the constraints of a grant, or satisfies them only
 * perhaps.
 */
final class GrantConstraintText {

  private static final String PART = "constraints";
  private static final String SOURCE_ARN = "aws:SourceArn";

  private final RequestAttributes attributes;
  private final GrantConstraintMatcher matcher;
  private final ConditionContext context;

  GrantConstraintText(RequestAttributes attributes, ConditionContext context) {
    this.attributes = attributes;
    this.matcher = new GrantConstraintMatcher(attributes, context);
    this.context = context;
  }

  /**
   * A trace of constraints that are not satisfied for certain.
   *
   * @param result whether the request satisfies them
   */
  ElementTrace describe(Grant grant, MatchResult result) {
    Grant pairsOnly = with(grant, grant.constraints().encryptionContext());
    if (!matcher.of(pairsOnly).isMatch() || grant.constraints().sourceArn().isEmpty()) {
      return describePairs(grant, result);
    }
    String arn = grant.constraints().sourceArn();
    RedactableText text =
        RedactableText.of("SourceArn: the grant wants " + SOURCE_ARN + " like " + arn);
    if (result.isNoMatch()) {
      return ElementTrace.of(PART, result, text.and(", and the request has another or none"));
    }
    if (!attributes.isService() || isKnown(SOURCE_ARN)) {
      return ElementTrace.open(PART, text, UndocumentedRule.GRANT_CONSTRAINT);
    }
    return ElementTrace.unknown(
        PART, text.and("; " + SOURCE_ARN + " is not known"), List.of(SOURCE_ARN));
  }

  private ElementTrace describePairs(Grant grant, MatchResult result) {
    ContextConstraint constraint = grant.constraints().encryptionContext();
    EncryptionContextUse use =
        attributes.known().map(KmsAction::grantContext).orElse(EncryptionContextUse.HONORED);
    if (use == EncryptionContextUse.NOT_APPLICABLE) {
      RedactableText text =
          RedactableText.of(
              name(constraint) + ": " + attributes.action() + " has no encryption context");
      return ElementTrace.of(PART, result, text.and(" (rule 5.9)"));
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
    for (Map.Entry<String, String> pair : constraint.pairs().entrySet()) {
      ContextConstraint single = new ContextConstraint.Containing(Map.ofEntries(pair));
      MatchResult matched = matcher.of(with(grant, single));
      if (matched == result) {
        pairs.add(pair(pair, unknown));
      }
    }
    RedactableText head = RedactableText.of(name(constraint) + ": ");
    RedactableText text =
        pairs.isEmpty()
            ? head.and(otherPairs(constraint, result, unknown))
            : head.and(RedactableText.list(pairs));
    if (result.isNoMatch()) {
      return ElementTrace.of(PART, result, text.and(" (rule 5.9)"));
    }
    return unknown.isEmpty()
        ? ElementTrace.open(PART, text, UndocumentedRule.GRANT_CONSTRAINT)
        : ElementTrace.unknown(PART, text, unknown);
  }

  private RedactableText pair(Map.Entry<String, String> pair, List<String> unknown) {
    String name = pair.getKey();
    String key = GrantConstraintMatcher.CONTEXT_PREFIX + LetterCase.lowerCase(name);
    ContextValue requestValue = context.get(key);
    RedactableText expected = RedactableText.of("the grant wants " + name + " = ");
    if (requestValue instanceof ContextValue.Present present) {
      boolean equalValue = present.values().contains(pair.getValue());
      List<RedactableText> values = new ArrayList<>();
      present.values().forEach(value -> values.add(RedactableText.value(value, true)));
      return expected
          .and(RedactableText.value(pair.getValue(), equalValue))
          .and(", the request has ")
          .and(RedactableText.list(values))
          .and(equalValue ? " under a key that differs in letter case" : "");
    }
    if (requestValue instanceof ContextValue.Absent) {
      return expected
          .and(RedactableText.value(pair.getValue(), false))
          .and(", the request has no such pair");
    }
    unknown.add("kms:EncryptionContext:" + name);
    return expected
        .and(RedactableText.value(pair.getValue(), false))
        .and(", the request's is not known");
  }

  /** The request has all pairs of the grant; it also has others, or may have them. */
  private RedactableText otherPairs(
      ContextConstraint constraint, MatchResult result, List<String> unknown) {
    if (constraint.pairs().isEmpty()) {
      return RedactableText.of("the grant states no pair, the request has some");
    }
    if (!isKnown(GrantConstraintMatcher.CONTEXT_KEYS)) {
      unknown.add("kms:EncryptionContextKeys");
      return RedactableText.of("whether the request has other pairs is not known");
    }
    if (!result.isNoMatch()) {
      unknown.add("kms:EncryptionContext:*");
      return RedactableText.of("whether the request has other pairs is not known");
    }
    return RedactableText.of("the request has a pair that the grant does not state");
  }

  private ElementTrace describeChild(Grant grant, MatchResult result) {
    RedactableText text =
        RedactableText.of(
            "a grant made through it may allow no other operations and must keep its constraints"
                + " (rule 5.16)");
    if (result.isNoMatch()) {
      return ElementTrace.of(PART, result, text.and("; the request asks for more"));
    }
    List<String> unknown = new ArrayList<>();
    // Every CreateGrant request has operations, so an absent key means that they are not known.
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
            text,
            forSource ? UndocumentedRule.CHILD_GRANT : UndocumentedRule.GRANT_CONSTRAINT)
        : ElementTrace.unknown(PART, text, unknown);
  }

  private boolean isKnown(String key) {
    ContextValue value = context.get(LetterCase.lowerCase(key));
    return value instanceof ContextValue.Present || value instanceof ContextValue.Absent;
  }

  private static String name(ContextConstraint constraint) {
    return constraint instanceof ContextConstraint.EqualTo
        ? "EncryptionContextEquals"
        : "EncryptionContextSubset";
  }

  /** The grant with a constraint on the encryption context only. */
  private static Grant with(Grant grant, ContextConstraint constraint) {
    return grant.withConstraints(new GrantConstraints(constraint, ""));
  }
}
