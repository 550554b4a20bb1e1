package io.kmspolicy.engine.report;

import io.kmspolicy.engine.match.RequestAttributes;
import io.kmspolicy.engine.reference.StatementMatch;
import io.kmspolicy.engine.value.VariableResolver;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.policy.Statement;
import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.MatchResult;
import java.util.ArrayList;
import java.util.List;

/** Renders why a statement applies to a request, does not apply, or may apply. */
final class StatementText {

  private final RequestAttributes attributes;
  private final PrincipalText principals;
  private final ResourceText resources;
  private final ConditionText conditions;

  StatementText(RequestAttributes attributes, ConditionContext context, KmsCatalogue catalogue) {
    this.attributes = attributes;
    VariableResolver variables = new VariableResolver(catalogue);
    this.principals = new PrincipalText(attributes.caller(), context);
    this.resources = new ResourceText(variables, context, attributes);
    this.conditions = new ConditionText(variables, context);
  }

  /** Describes only the elements that decide the result; there may be many others. */
  StatementTrace describe(StatementMatch match) {
    Statement statement = match.statement();
    PolicyType type = match.type();
    boolean hasVariables = match.policy().document().version().hasVariables();
    MatchResult result = match.applies();
    List<ElementTrace> parts = new ArrayList<>();
    if (type.namesPrincipals() && match.principal().any() == result) {
      parts.add(principals.describe(statement.principal(), type, match.principal()));
    }
    if (match.action() == result && isMoreToSay(result, parts)) {
      parts.add(ActionText.describe(statement.action(), attributes.action(), match.action()));
    }
    if (match.resource() == result && isMoreToSay(result, parts)) {
      parts.add(resources.describe(statement.resource(), type, hasVariables, match.resource()));
    }
    if (isMoreToSay(result, parts)) {
      parts.addAll(conditions.describe(statement.condition(), type, hasVariables, result));
    }
    return new StatementTrace(match, parts);
  }

  /** One element is enough to keep a statement from applying. */
  private static boolean isMoreToSay(MatchResult result, List<ElementTrace> parts) {
    return !result.isNoMatch() || parts.isEmpty();
  }
}
