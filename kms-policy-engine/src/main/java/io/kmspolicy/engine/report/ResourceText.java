package io.kmspolicy.engine.report;

import io.kmspolicy.engine.match.RequestAttributes;
import io.kmspolicy.engine.match.ResourceMatcher;
import io.kmspolicy.engine.value.ArnPattern;
import io.kmspolicy.engine.value.PolicyTemplate;
import io.kmspolicy.engine.value.VariableResolver;
import io.kmspolicy.engine.value.VariableResolver.Resolved;
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

/** Renders why the resource element of a statement matches the requested resource or does not. */
public final class ResourceText {

  /** The name, in explanations, of the unknown key of a ciphertext. */
  public static final String KEY = "which key is meant";

  /** The name, in explanations, of the id of a key that is being created. */
  public static final String NEW_KEY = "the id of the new key";

  private static final String PART = "resource";
  private static final int PARTITION = 1;

  private final VariableResolver variables;
  private final ExpectedValuesText values;
  private final ConditionContext context;
  private final KmsResource resource;
  private final boolean unknownKey;

  ResourceText(VariableResolver variables, ConditionContext context, RequestAttributes attributes) {
    this.variables = variables;
    this.values = new ExpectedValuesText(variables, context);
    this.context = context;
    this.resource = attributes.resource();
    this.unknownKey = attributes.isUnknownKey();
  }

  ElementTrace describe(
      ResourceElement element, PolicyType type, boolean hasVariables, MatchResult result) {
    if (element instanceof ResourceElement.Resource listed) {
      return describe(listed.patterns(), type, hasVariables, result, false);
    }
    if (element instanceof ResourceElement.NotResource excluded) {
      return describe(excluded.patterns(), type, hasVariables, result, true);
    }
    RedactableText inert = RedactableText.of("the statement has none, and so no effect (rule 1.6)");
    return ElementTrace.of(PART, MatchResult.NO_MATCH, inert);
  }

  private ElementTrace describe(
      List<ResourcePattern> patterns,
      PolicyType type,
      boolean hasVariables,
      MatchResult result,
      boolean excluding) {
    String prefix = excluding ? "among `NotResource` " : "among ";
    RedactableText listed = listed(patterns, hasVariables);
    if (result == MatchResult.INDETERMINATE) {
      RedactableText text = RedactableText.of(subject() + " may be " + prefix).and(listed);
      return open(text, patterns, type, hasVariables, excluding);
    }
    boolean isListed = result.isMatch() != excluding;
    RedactableText text =
        RedactableText.of(subject() + (isListed ? " is " : " is not ") + prefix)
            .and(listed)
            .and(result.isNoMatch() && !excluding ? hint(patterns) : "");
    ElementTrace trace = ElementTrace.of(PART, result, text);
    return isListed && patterns.stream().allMatch(ResourceText::hasWildPartition)
        ? trace.basedOn(UnofficialRule.PARTITION_WILDCARD)
        : trace;
  }

  private String subject() {
    if (resource instanceof KmsResource.Any) {
      return "the resource *";
    }
    if (resource instanceof KmsResource.NewKey) {
      return "the new key";
    }
    return resource instanceof KmsResource.Alias ? "the alias" : "the key";
  }

  private RedactableText listed(List<ResourcePattern> patterns, boolean hasVariables) {
    List<RedactableText> items = new ArrayList<>();
    for (ResourcePattern pattern : patterns) {
      PolicyTemplate template = ResourceMatcher.template(pattern.text(), hasVariables);
      RedactableText item = RedactableText.listOf(List.of(pattern.text()));
      items.add(template.hasVariables() ? item.and(values.meaning(template)) : item);
    }
    return RedactableText.list(items);
  }

  /** A hint at a common mistake in patterns that do not match. */
  private String hint(List<ResourcePattern> patterns) {
    if (resource instanceof KmsResource.Any) {
      return "; an action without a resource is covered by * only (rule 2.7)";
    }
    boolean alias =
        resource instanceof KmsResource.Key
            && patterns.stream().anyMatch(pattern -> pattern.text().contains(":alias/"));
    return alias ? "; a key is found by its own ARN, never by an alias (rule 2.17)" : "";
  }

  private ElementTrace open(
      RedactableText text,
      List<ResourcePattern> patterns,
      PolicyType type,
      boolean hasVariables,
      boolean excluding) {
    Set<String> unknown = new LinkedHashSet<>();
    boolean unset = false;
    boolean unreadable = false;
    for (ResourcePattern pattern : patterns) {
      PolicyTemplate template = ResourceMatcher.template(pattern.text(), hasVariables);
      Resolved resolved = variables.resolve(template, context);
      unknown.addAll(values.unknownVariables(template, pattern.text()));
      unset |= excluding && resolved instanceof Resolved.NoValue;
      unreadable |= !(resolved instanceof Resolved.Value) && unknown.isEmpty();
    }
    if (!unknown.isEmpty()) {
      return ElementTrace.unknown(PART, text, List.copyOf(unknown));
    }
    if (unknownKey) {
      return ElementTrace.unknown(PART, text.and("; " + KEY + " is not known"), List.of(KEY));
    }
    if (resource instanceof KmsResource.NewKey) {
      return ElementTrace.unknown(
          PART, text.and("; " + NEW_KEY + " is not known"), List.of(NEW_KEY));
    }
    if (unset || unreadable) {
      return ElementTrace.open(
          PART, text, unset ? UndocumentedRule.UNSET_IN_NOT_RESOURCE : UndocumentedRule.VARIABLE);
    }
    return ElementTrace.open(PART, text, shapeRule(patterns, type, hasVariables));
  }

  private UndocumentedRule shapeRule(
      List<ResourcePattern> patterns, PolicyType type, boolean hasVariables) {
    if (type == PolicyType.KEY && patterns.stream().anyMatch(p -> isUnsupported(p, hasVariables))) {
      return UndocumentedRule.KEY_PROPERTIES;
    }
    if (hasVariables
        && patterns.stream().anyMatch(p -> ResourceMatcher.hasEarlyVariable(p.text()))) {
      return UndocumentedRule.EARLY_VARIABLE;
    }
    if (resource instanceof KmsResource.Any) {
      return UndocumentedRule.ACCOUNT_WIDE_ARN;
    }
    boolean shorter =
        patterns.stream()
            .anyMatch(p -> p.text().split(":", ArnPattern.FIELDS).length < ArnPattern.FIELDS);
    return shorter && type == PolicyType.RESOURCE_CONTROL
        ? UndocumentedRule.SHORT_ARN
        : UndocumentedRule.ARN_FIELDS;
  }

  /** Whether a policy variable reads a key that key policies do not support (rule 5.17). */
  private boolean isUnsupported(ResourcePattern pattern, boolean hasVariables) {
    return ResourceMatcher.template(pattern.text(), hasVariables).variableKeys().stream()
        .anyMatch(key -> !variables.worksInKeyPolicies(key));
  }

  private static boolean hasWildPartition(ResourcePattern pattern) {
    String[] fields = pattern.text().split(":", ArnPattern.FIELDS);
    return fields.length > PARTITION && fields[PARTITION].indexOf('*') >= 0;
  }
}
