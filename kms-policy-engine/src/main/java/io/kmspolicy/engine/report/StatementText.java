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

/** Says in words why a statement applies to a request, does not, or may. */
final class StatementText {

  private final RequestAttributes facts;
  private final PrincipalText principals;
  private final ResourceText resources;
  private final ConditionText conditions;

  StatementText(RequestAttributes facts, ConditionContext context, KmsCatalogue catalogue) {
    this.facts = facts;
    VariableResolver variables = new VariableResolver(catalogue);
    this.principals = new PrincipalText(facts.caller(), context);
    this.resources = new ResourceText(variables, context, facts);
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
    parts.add(ActionText.describe(statement.action(), facts.action(), match.action()));
    parts.add(
        resources.describe(statement.resource(), match.type(), hasVariables, match.resource()));
    parts.addAll(conditions.describe(statement.condition(), match.type(), hasVariables));
    return parts;
  }
}
