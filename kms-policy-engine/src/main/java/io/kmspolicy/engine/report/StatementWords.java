package io.kmspolicy.engine.report;

import io.kmspolicy.engine.match.RequestFacts;
import io.kmspolicy.engine.reference.StatementMatch;
import io.kmspolicy.engine.value.Variables;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import io.kmspolicy.model.policy.Statement;
import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.MatchResult;
import java.util.ArrayList;
import java.util.List;

/** Says in words why a statement applies to a request, does not, or may. */
final class StatementWords {

  private final RequestFacts facts;
  private final PrincipalWords principals;
  private final ResourceWords resources;
  private final ConditionWords conditions;

  StatementWords(RequestFacts facts, ConditionContext context, KmsCatalogue catalogue) {
    this.facts = facts;
    Variables variables = new Variables(catalogue);
    this.principals = new PrincipalWords(facts.caller());
    this.resources = new ResourceWords(variables, context, facts);
    this.conditions = new ConditionWords(variables, context);
  }

  StatementReport describe(StatementMatch match) {
    List<PartReport> parts = new ArrayList<>();
    MatchResult result = match.applies();
    for (PartReport part : parts(match)) {
      if (part.result() == result) {
        parts.add(part);
      }
      boolean settled = result.isImpossible() && !parts.isEmpty();
      if (settled && !part.part().equals("condition")) {
        break;
      }
    }
    return new StatementReport(match, parts);
  }

  private List<PartReport> parts(StatementMatch match) {
    Statement statement = match.statement();
    boolean hasVariables = match.policy().document().version().hasVariables();
    List<PartReport> parts = new ArrayList<>();
    if (match.type().namesPrincipals()) {
      parts.add(principals.describe(statement.principal(), match.type(), match.principal()));
    }
    parts.add(ActionWords.describe(statement.action(), facts.action(), match.action()));
    parts.add(
        resources.describe(statement.resource(), match.type(), hasVariables, match.resource()));
    parts.addAll(conditions.describe(statement.condition(), hasVariables));
    return parts;
  }
}
