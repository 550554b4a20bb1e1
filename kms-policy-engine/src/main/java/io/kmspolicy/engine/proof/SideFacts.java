package io.kmspolicy.engine.proof;

import io.kmspolicy.engine.combine.LayerResult;
import io.kmspolicy.engine.match.PrincipalMatcher;
import io.kmspolicy.engine.row.OpenFacts;
import io.kmspolicy.engine.table.Formula;
import io.kmspolicy.engine.table.FormulaAlgebra;
import io.kmspolicy.engine.table.OpenFact;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.policy.PrincipalElement;
import io.kmspolicy.model.policy.PrincipalName;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.MatchResult;
import java.util.ArrayList;
import java.util.List;

/**
 * Names what is not known about one side of a comparison. A layer that is the same on both sides
 * has the same name on both, and so has a fact about the caller or about a rule whose inputs are
 * the same.
 *
 * @param side the side
 * @param caller the caller
 * @param pair which layers are the same on both sides
 */
record SideFacts(String side, Caller caller, PolicyPair pair) implements OpenFacts {

  /** Whether an element, or one of its names, names the caller. */
  private record NamedBy(Object element, Form form, String side) {
    @Override
    public String toString() {
      return "whether the principals of a statement include the caller (rules 1.7, 1.8, 4.6, 4.11)";
    }
  }

  private record Rule(int number, String side) {
    @Override
    public String toString() {
      return "how a rule that AWS does not document applies to the request";
    }
  }

  private String sideIf(boolean isSame) {
    return isSame ? "" : side;
  }

  @Override
  public LayerResult<Formula> layer(PolicyType type) {
    return Completion.result(type, sideIf(pair.isSame(type)), caller);
  }

  @Override
  public Formula grants() {
    return Completion.grants(sideIf(pair.sameGrants()));
  }

  @Override
  public Formula principal(PolicyType type, PrincipalElement element, Form form) {
    boolean isSame = pair.isSame(PolicyType.PERMISSIONS_BOUNDARY);
    if (type != PolicyType.VPC_ENDPOINT
        && element instanceof PrincipalElement.Principal listed
        && PrincipalMatcher.uniqueIds(element).isEmpty()) {
      List<Formula> names = new ArrayList<>();
      listed.names().forEach(name -> names.add(principal(name, form)));
      return FormulaAlgebra.INSTANCE.or(names);
    }
    return OpenFact.undocumented(new NamedBy(element, form, sideIf(isSame)));
  }

  /** A name is the caller's or not, whichever element lists it. */
  private Formula principal(PrincipalName name, Form form) {
    PrincipalMatcher.Forms forms = new PrincipalMatcher(caller).match(name);
    MatchResult match =
        switch (form) {
          case ANY -> forms.any();
          case DIRECT -> forms.direct();
          case ROLE -> forms.role();
          case ACCOUNT -> forms.account();
        };
    return match == MatchResult.INDETERMINATE
        ? OpenFact.undocumented(new NamedBy(name, form, ""))
        : Formula.Constant.of(match);
  }

  @Override
  public Formula rule(int number) {
    boolean isSame = number == 0 || pair.sameCallerLayers();
    return OpenFact.undocumented(new Rule(number, sideIf(isSame)));
  }

  @Override
  public Formula statement() {
    return OpenFact.undocumented(new OpenStatement());
  }

  /** A statement that is compared with no other one. */
  private static final class OpenStatement {
    @Override
    public String toString() {
      return "whether an action or resource of a statement covers the request (rules 2.1-2.12)";
    }
  }
}
