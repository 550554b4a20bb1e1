package io.kmspolicy.engine.diagram;

import io.kmspolicy.engine.budget.CompileLimits;
import io.kmspolicy.engine.budget.StepBudget;
import io.kmspolicy.engine.row.OpenDecisions;
import io.kmspolicy.engine.row.RowBuilder;
import io.kmspolicy.engine.table.ActionIndex;
import io.kmspolicy.engine.table.CompiledKey;
import io.kmspolicy.engine.table.CompiledPrincipal;
import io.kmspolicy.engine.table.Formula;
import io.kmspolicy.engine.table.PolicyCompiler;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import io.kmspolicy.model.policy.NamedPolicy;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.reader.PolicyReader;
import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.RequestContext;
import io.kmspolicy.model.resource.KmsResource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Decisions about one user and one key, whose policies have conditions. */
final class Cases {

  static final KmsCatalogue CATALOGUE = KmsCatalogue.bundled();
  static final RequestContext UNKNOWN = RequestContext.builder().unknown("*").build();

  private static final PolicyCompiler COMPILER =
      new PolicyCompiler(
          CATALOGUE,
          new ActionIndex(CATALOGUE),
          CompileLimits.DEFAULT,
          new StepBudget(StepBudget.OF_AN_EVALUATION));
  private static final String DELEGATING =
      "{'Effect':'Allow','Principal':{'AWS':'111122223333'},'Action':'kms:*','Resource':'*'}";

  private Cases() {}

  private static PolicyLayer layer(PolicyType type, List<String> statements) {
    String text = "{'Version':'2012-10-17','Statement':[" + String.join(",", statements) + "]}";
    return PolicyLayer.of(
        new NamedPolicy("p", PolicyReader.forType(type).read(text.replace('\'', '"'))));
  }

  /** A statement of an identity policy. */
  static String statement(String effect, String conditions) {
    return "{'Effect':'%s','Action':'kms:Decrypt','Resource':'*','Condition':{%s}}"
        .formatted(effect, conditions);
  }

  /** The decision by the statements of an identity policy, to which the key policy delegates. */
  static OpenCase of(List<String> statements) {
    PolicySet policies =
        PolicySet.builder()
            .identity(layer(PolicyType.IDENTITY, statements))
            .key(layer(PolicyType.KEY, List.of(DELEGATING)))
            .build();
    AuthorizationRequest request =
        AuthorizationRequest.of(
            Caller.parse("arn:aws:iam::111122223333:user/alice"),
            "kms:Decrypt",
            KmsResource.parse("arn:aws:kms:us-west-2:111122223333:key/1234abcd"),
            UNKNOWN);
    CompiledPrincipal principal = COMPILER.compile(request.caller(), policies.principalPolicies());
    CompiledKey key = COMPILER.compile(policies.keyPolicies(request.keyManager()));
    return new RowBuilder(COMPILER, OpenDecisions.interner(COMPILER), principal, key, request)
        .cases(COMPILER.index().number("kms:Decrypt"))
        .get(0);
  }

  /** The compiled tests of conditions. */
  static List<Formula.Atom> tests(String... conditions) {
    Set<Formula.Atom> tests = new LinkedHashSet<>();
    for (String condition : conditions) {
      ResidualAtoms.addTests(of(List.of(statement("Allow", condition))).allow(), tests);
    }
    return new ArrayList<>(tests);
  }
}
