package io.kmspolicy.engine.report;

import io.kmspolicy.engine.match.RequestAttributes;
import io.kmspolicy.engine.reference.StatementMatch;
import io.kmspolicy.engine.value.VariableResolver;
import io.kmspolicy.model.catalogue.KmsCatalogue;
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

  StatementTrace describe(StatementMatch match) {
    List<ElementTrace> parts = new ArrayList<>();
    MatchResult result = match.applies();
    for (ElementTrace part : parts(match)) {
      if (part.result() == result) {
        parts.add(part);
      }
      boolean settled = result.isImpossible() && !parts.isEmpty();
      if (settled && !part.part().equals("condition")) {
        break;
      }
    }
    return new StatementTrace(match, parts);
  }

  private List<ElementTrace> parts(StatementMatch match) {
    Statement statement = match.statement();
    boolean hasVariables = match.policy().document().version().hasVariables();
    List<ElementTrace> parts = new ArrayList<>();
    if (match.type().namesPrincipals()) {
      parts.add(principals.describe(statement.principal(), match.type(), match.principal()));
    }
    parts.add(ActionText.describe(statement.action(), attributes.action(), match.action()));
    parts.add(
        resources.describe(statement.resource(), match.type(), hasVariables, match.resource()));
    parts.addAll(conditions.describe(statement.condition(), match.type(), hasVariables));
    return parts;
  }
}
