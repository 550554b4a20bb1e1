package io.kmspolicy.engine.report;

import io.kmspolicy.engine.match.RequestFacts;
import io.kmspolicy.engine.match.ResourceMatcher;
import io.kmspolicy.engine.value.Template;
import io.kmspolicy.engine.value.Variables;
import io.kmspolicy.engine.value.Variables.Resolved;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.policy.ResourceElement;
import io.kmspolicy.model.policy.ResourcePattern;
import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.MatchResult;
import io.kmspolicy.model.resource.KmsResource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Says in words why the resources of a statement match the request or not. */
public final class ResourceWords {

  /** What explanations call the key behind a ciphertext. */
  public static final String KEY = "which key is meant";

  private static final String PART = "resource";
  private static final int PARTITION = 1;
  private static final int ARN_FIELDS = 6;

  private final Variables variables;
  private final WantedValues values;
  private final ConditionContext context;
  private final KmsResource resource;
  private final boolean unknownKey;

  ResourceWords(Variables variables, ConditionContext context, RequestFacts facts) {
    this.variables = variables;
    this.values = new WantedValues(variables, context);
    this.context = context;
    this.resource = facts.resource();
    this.unknownKey = facts.isUnknownKey();
  }

  PartReport describe(
      ResourceElement element, PolicyType type, boolean hasVariables, MatchResult result) {
    if (element instanceof ResourceElement.Resource listed) {
      return describe(listed.patterns(), type, hasVariables, result, false);
    }
    if (element instanceof ResourceElement.NotResource excluded) {
      return describe(excluded.patterns(), type, hasVariables, result, true);
    }
    Phrase inert = Phrase.of("the statement has none, and so no effect (rule 1.6)");
    return PartReport.of(PART, MatchResult.NO_MATCH, inert);
  }

  private PartReport describe(
      List<ResourcePattern> patterns,
      PolicyType type,
      boolean hasVariables,
      MatchResult result,
      boolean excluding) {
    String among = excluding ? "among `NotResource` " : "among ";
    Phrase listed = listed(patterns, hasVariables);
    if (result == MatchResult.INDETERMINATE) {
      Phrase words = Phrase.of(subject() + " may be " + among).and(listed);
      return open(words, patterns, type, hasVariables, excluding);
    }
    boolean is = result.isCertain() != excluding;
    Phrase words =
        Phrase.of(subject() + (is ? " is " : " is not ") + among)
            .and(listed)
            .and(result.isImpossible() && !excluding ? hint(patterns) : "");
    PartReport report = PartReport.of(PART, result, words);
    return is && patterns.stream().allMatch(ResourceWords::hasWildPartition)
        ? report.restingOn(Folklore.PARTITION_WILDCARD)
        : report;
  }

  private String subject() {
    if (resource instanceof KmsResource.Any) {
      return "the resource *";
    }
    return resource instanceof KmsResource.Alias ? "the alias" : "the key";
  }

  private Phrase listed(List<ResourcePattern> patterns, boolean hasVariables) {
    List<Phrase> items = new ArrayList<>();
    for (ResourcePattern pattern : patterns) {
      Template template = ResourceMatcher.template(pattern.text(), hasVariables);
      Phrase item = Phrase.listOf(List.of(pattern.text()));
      items.add(template.hasVariables() ? item.and(values.meaning(template)) : item);
    }
    return Phrase.list(items);
  }

  /** What is often meant by patterns that match nothing. */
  private String hint(List<ResourcePattern> patterns) {
    if (resource instanceof KmsResource.Any) {
      return "; an action without a resource is covered by * only (rule 2.7)";
    }
    boolean alias =
        resource instanceof KmsResource.Key
            && patterns.stream().anyMatch(pattern -> pattern.text().contains(":alias/"));
    return alias ? "; a key is found by its own ARN, never by an alias (rule 2.17)" : "";
  }

  private PartReport open(
      Phrase words,
      List<ResourcePattern> patterns,
      PolicyType type,
      boolean hasVariables,
      boolean excluding) {
    Set<String> unknown = new LinkedHashSet<>();
    boolean unset = false;
    boolean unreadable = false;
    for (ResourcePattern pattern : patterns) {
      Template template = ResourceMatcher.template(pattern.text(), hasVariables);
      Resolved resolved = variables.resolve(template, context);
      unknown.addAll(values.unknownVariables(template, pattern.text()));
      unset |= excluding && resolved instanceof Resolved.NoValue;
      unreadable |= resolved instanceof Resolved.Unknown && unknown.isEmpty();
    }
    if (!unknown.isEmpty()) {
      return PartReport.unknown(PART, words, List.copyOf(unknown));
    }
    if (unknownKey) {
      return PartReport.unknown(PART, words.and("; " + KEY + " is not known"), List.of(KEY));
    }
    if (unset || unreadable) {
      return PartReport.open(
          PART, words, unset ? OpenRule.UNSET_IN_NOT_RESOURCE : OpenRule.VARIABLE);
    }
    return PartReport.open(PART, words, shapeRule(patterns, type));
  }

  private OpenRule shapeRule(List<ResourcePattern> patterns, PolicyType type) {
    if (resource instanceof KmsResource.Any) {
      return OpenRule.ACCOUNT_WIDE_ARN;
    }
    boolean shorter =
        patterns.stream().anyMatch(p -> p.text().split(":", ARN_FIELDS).length < ARN_FIELDS);
    return shorter && type == PolicyType.RESOURCE_CONTROL
        ? OpenRule.SHORT_ARN
        : OpenRule.ARN_FIELDS;
  }

  private static boolean hasWildPartition(ResourcePattern pattern) {
    String[] fields = pattern.text().split(":", ARN_FIELDS);
    return fields.length > PARTITION && fields[PARTITION].indexOf('*') >= 0;
  }
}
