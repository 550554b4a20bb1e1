package io.kmspolicy.lint.check;

import io.kmspolicy.lint.analysis.ActionNames;
import io.kmspolicy.lint.document.PolicyText;
import io.kmspolicy.lint.rule.LintRule;
import io.kmspolicy.lint.rule.Severity;
import io.kmspolicy.model.catalogue.EncryptionContextUse;
import io.kmspolicy.model.catalogue.KmsAction;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import io.kmspolicy.model.json.JsonTree;
import io.kmspolicy.model.policy.Grant;
import io.kmspolicy.model.policy.GrantConstraints;
import io.kmspolicy.model.policy.PrincipalName;
import io.kmspolicy.model.policy.SourceLocation;
import io.kmspolicy.model.text.Quoting;
import java.util.List;

/** Reports grants without constraints, grants that can be delegated, and grants to nobody. */
public final class GrantListCheck {

  private static final String CREATE_GRANT = "CreateGrant";
  private static final String REPLACE =
      "replace it by a grant with the constraint `EncryptionContextSubset` or"
          + " `EncryptionContextEquals`";

  private final JsonTree tree;
  private final PolicyText text;

  public GrantListCheck(JsonTree tree, PolicyText text) {
    this.tree = tree;
    this.text = text;
  }

  /** The rules that this check reports. */
  public static List<LintRule> rules() {
    return List.of(
        LintRule.GRANT_WITHOUT_CONSTRAINTS, LintRule.GRANT_HANDS_ON, LintRule.DELETED_PRINCIPAL);
  }

  public void check(List<Grant> grants, Report report) {
    for (int i = 0; i < grants.size(); i++) {
      Grant grant = grants.get(i);
      checkConstraints(grant, place(i, "Operations"), report);
      checkCreateGrant(grant, place(i, "Operations"), report);
      checkGrantee(grant, place(i, "GranteePrincipal"), report);
    }
  }

  /** The position of a member; the document is a response, an array of grants or one grant. */
  private SourceLocation place(int index, String member) {
    String grant =
        tree.member("Grants").isPresent()
            ? "/Grants/" + index
            : tree instanceof JsonTree.Elements ? "/" + index : "";
    String pointer = grant + "/" + member;
    JsonTree value = tree.at(pointer);
    return SourceLocation.at(text.source(), pointer, value.line(), value.column());
  }

  private static boolean isConstrained(Grant grant) {
    return !grant.constraints().equals(GrantConstraints.none());
  }

  private static void checkConstraints(Grant grant, SourceLocation at, Report report) {
    List<KmsAction> open =
        grant.operations().stream()
            .flatMap(name -> KmsCatalogue.bundled().action("kms:" + name).stream())
            .filter(action -> action.grantContext() == EncryptionContextUse.HONORED)
            .toList();
    if (!open.isEmpty() && !isConstrained(grant)) {
      report.add(
          LintRule.GRANT_WITHOUT_CONSTRAINTS,
          LintRule.GRANT_WITHOUT_CONSTRAINTS.severity(),
          at,
          grant.grantId(),
          "the grant allows " + ActionNames.list(open) + " with any encryption context",
          "if the key is symmetric, " + REPLACE);
    }
  }

  private static void checkCreateGrant(Grant grant, SourceLocation at, Report report) {
    if (grant.operations().contains(CREATE_GRANT)) {
      boolean constrained = isConstrained(grant);
      report.add(
          LintRule.GRANT_HANDS_ON,
          constrained ? Severity.INFO : Severity.WARNING,
          at,
          grant.grantId(),
          "the grantee may grant these operations to any other principal"
              + (constrained ? ", with constraints that are at least as strict" : ""),
          "remove `CreateGrant` from the grant unless the grantee is a service that needs it");
    }
  }

  private static void checkGrantee(Grant grant, SourceLocation at, Report report) {
    if (grant.grantee() instanceof Grant.GrantPrincipal.Principal named
        && PrincipalName.parse("AWS", named.text()) instanceof PrincipalName.DeletedIdentity) {
      report.add(
          LintRule.DELETED_PRINCIPAL,
          LintRule.DELETED_PRINCIPAL.severity(),
          at,
          grant.grantId(),
          Quoting.quote(named.text())
              + " is the id of a deleted user or role, so nobody can use the grant",
          "revoke the grant");
    }
  }
}
