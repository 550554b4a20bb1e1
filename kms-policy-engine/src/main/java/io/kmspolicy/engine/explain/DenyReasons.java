package io.kmspolicy.engine.explain;

import io.kmspolicy.engine.match.PrincipalMatcher.Forms;
import io.kmspolicy.engine.match.RequestAttributes;
import io.kmspolicy.engine.report.EvaluationTrace;
import io.kmspolicy.engine.report.GrantsTrace;
import io.kmspolicy.engine.report.LayerText;
import io.kmspolicy.engine.report.LayerTrace;
import io.kmspolicy.engine.report.LayerTrace.Kind;
import io.kmspolicy.engine.report.LayerTrace.LevelTrace;
import io.kmspolicy.model.policy.Effect;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.request.Caller.AccountCaller;
import io.kmspolicy.model.request.MatchResult;
import io.kmspolicy.model.resource.KeyManager;
import java.util.ArrayList;
import java.util.List;

/**
 * Collects the reasons for which a request is not allowed: the lines of section 0 of {@code
 * docs/semantics.md} that fail or may fail, and the layer in which they do.
 */
final class DenyReasons {

  /**
   * One condition for permission that is not met.
   *
   * @param result no match if the condition fails for certain, indeterminate if it may fail
   */
  record Shortfall(MatchResult result, String words) {}

  private final EvaluationTrace report;
  private final RequestAttributes facts;
  private final String date;
  private final List<Shortfall> found = new ArrayList<>();

  private DenyReasons(EvaluationTrace report, String date) {
    this.report = report;
    this.facts = report.attributes();
    this.date = date;
  }

  /**
   * The conditions for permission that fail or may fail.
   *
   * @param date the date of the catalogue
   */
  static List<Shortfall> of(EvaluationTrace report, String date) {
    DenyReasons shortfalls = new DenyReasons(report, date);
    shortfalls.serviceControl();
    shortfalls.filter(PolicyType.VPC_ENDPOINT, "the VPC endpoint policy", "4.6");
    shortfalls.usable();
    shortfalls.catalogued();
    if (!report.permitted().isCertain()) {
      shortfalls.permitted();
    }
    return List.copyOf(shortfalls.found);
  }

  /** The text for an unknown layer. */
  static String unknown(PolicyType type) {
    String may =
        type == PolicyType.RESOURCE_CONTROL ? "may deny it" : "may deny it or not allow it";
    return "not known: the " + LayerText.plural(type) + ", which " + may;
  }

  private void no(String words) {
    found.add(new Shortfall(MatchResult.NO_MATCH, words));
  }

  private void open(String words) {
    found.add(new Shortfall(MatchResult.INDETERMINATE, words));
  }

  /** Line 3. */
  private void serviceControl() {
    PolicyType type = PolicyType.SERVICE_CONTROL;
    LayerTrace layer = report.layer(type);
    if (layer.kind() == Kind.UNKNOWN) {
      open(unknown(type));
      return;
    }
    for (LevelTrace level : layer.levels()) {
      MatchResult allows = level.forms(Effect.ALLOW).any();
      String where = "at " + level.target() + " allows it (rule 4.3)";
      if (allows.isImpossible() && layer.reason().isEmpty()) {
        no("no " + LayerText.singular(type) + " " + where);
      } else if (!allows.isCertain()) {
        open("it is open whether some " + LayerText.singular(type) + " " + where);
      }
    }
  }

  /** Line 4, and the limits on the caller's own policies. */
  private void filter(PolicyType type, String subject, String rule) {
    LayerTrace layer = report.layer(type);
    if (layer.kind() == Kind.UNKNOWN) {
      open(unknown(type));
    } else if (layer.allows().isImpossible()) {
      no(subject + " does not allow it (rule " + rule + ")");
    } else if (!layer.allows().isCertain()) {
      open("it is open whether " + subject + " allows it (rule " + rule + ")");
    }
  }

  /** Line 5. */
  private void usable() {
    if (facts.usable().isCertain()) {
      return;
    }
    if (facts.usable().isImpossible()) {
      no(
          facts.request().keyManager() == KeyManager.AWS
              ? "an AWS managed key cannot be used across accounts (rule 5.5)"
              : facts.action()
                  + " cannot be used across accounts (rule 5.13, catalogue of "
                  + date
                  + ")");
    } else if (facts.known().isEmpty()) {
      open(
          "the catalogue of "
              + date
              + " does not know "
              + facts.action()
              + ", so whether it works across accounts is open (rule 5.13)");
    } else {
      open("whether " + facts.action() + " works here across accounts is open (rule 5.13)");
    }
  }

  private void catalogued() {
    if (facts.isUncatalogued()) {
      open(
          "the catalogue of "
              + date
              + " does not know "
              + facts.action()
              + ", and so not what may allow it (rule 6.16)");
    }
  }

  /** Lines 6 to 12. */
  private void permitted() {
    if (facts.isReservedAlias()) {
      no("aliases that begin with alias/aws/ cannot be created, changed or deleted (rule 5.11)");
    } else if (facts.isRetireGrant()) {
      retirement();
    } else if (facts.isUnknownKey()) {
      open("not known: the key, and so neither its policy nor its grants (rule 6.1)");
    } else if (facts.isDecidedByIdentity()) {
      withoutKey();
    } else {
      key();
      grants();
    }
  }

  private void retirement() {
    if (report.grants().kind() == Kind.UNKNOWN) {
      open("not known: the grants, one of which may allow it");
    } else if (report.grants().result().isImpossible()) {
      no("no grant lets the caller retire it (rule 5.14)");
    } else {
      open(
          isListed()
              ? "it is open whether the caller may retire every grant that may be meant (rule 5.14)"
              : "the grant that is meant is not among the listed ones (rule 5.14)");
    }
  }

  private boolean isListed() {
    String id = facts.request().grantId();
    return id.isEmpty()
        || report.grants().grants().stream().anyMatch(one -> one.grant().grantId().equals(id));
  }

  /** Line 12. */
  private void withoutKey() {
    if (facts.sameAccount().isImpossible()) {
      no(
          !facts.isAliasCheck()
              ? facts.action() + " works in the caller's own account only (rule 5.10)"
              : "aliases work in their own account only (rule 5.11)");
    }
    own("no identity policy allows it, and nothing else could (rule 5.10)");
  }

  /** Line 6: the caller's own policies. */
  private void own(String missing) {
    if (facts.isService()) {
      no("an AWS service has no identity policies (rule 4.13)");
      return;
    }
    if (facts.isRoot()) {
      return;
    }
    LayerTrace identity = report.layer(PolicyType.IDENTITY);
    if (identity.kind() == Kind.UNKNOWN) {
      open(unknown(PolicyType.IDENTITY));
    } else if (identity.allows().isImpossible()) {
      no(missing);
    } else if (!identity.allows().isCertain()) {
      open("it is open whether an identity policy allows it");
    }
    limits();
  }

  private void limits() {
    filter(PolicyType.PERMISSIONS_BOUNDARY, "the permissions boundary", "4.8");
    LayerTrace session = report.layer(PolicyType.SESSION);
    if (facts.isFederated() && session.kind() == Kind.NONE) {
      no("a federated user without a session policy has no permissions of the user (rule 4.12)");
    } else {
      filter(PolicyType.SESSION, "the union of the session policies", "4.8");
    }
  }

  /** Lines 7 to 10. */
  private void key() {
    LayerTrace key = report.layer(PolicyType.KEY);
    Forms forms = key.allow();
    if (key.kind() == Kind.UNKNOWN) {
      open(unknown(PolicyType.KEY));
    } else if (forms.any().isImpossible()) {
      no(nobody(key));
    } else {
      if (!forms.any().isCertain()) {
        open("it is open whether a statement of the key policy allows it");
      }
      named(forms);
    }
  }

  private String nobody(LayerTrace key) {
    if (key.kind() == Kind.NONE) {
      return "there is no key policy";
    }
    if (facts.isService()) {
      return "no statement of the key policy allows it to the service (rule 4.13)";
    }
    String accounts = facts.caller() instanceof AccountCaller own ? " " + own.accountId() : "";
    if (!facts.sameAccount().isCertain()) {
      return "no statement of the key policy allows it to the caller or to account"
          + accounts
          + " (rule 4.9)";
    }
    boolean useless = !facts.isRoot() && report.identityOk().isCertain();
    return useless
        ? "the key policy does not leave it to the caller's account"
            + accounts
            + ", so what identity policies allow does not count (rule 5.1)"
        : "no statement of the key policy allows it to the caller, to its role or to its account"
            + " (rules 5.1, 5.3)";
  }

  /** Reasons where the key policy allows the request in a form that is not sufficient by itself. */
  private void named(Forms forms) {
    if (facts.isService()) {
      return;
    }
    if (!facts.sameAccount().isCertain()) {
      own("the key policy allows it, but no identity policy of the caller's account (rule 4.9)");
    } else if (!forms.account().isImpossible()) {
      own(
          "the key policy leaves it to the caller's account, but no identity policy allows it"
              + " (rule 5.1)");
    } else if (!forms.role().isImpossible()) {
      limits();
    }
  }

  /** Line 11. */
  private void grants() {
    GrantsTrace grants = report.grants();
    switch (grants.kind()) {
      case UNKNOWN -> {
        if (!grants.result().isImpossible()) {
          open("not known: the grants, one of which may allow it");
        }
      }
      case NONE -> {
        if (grants.reason().isEmpty()) {
          no("there is no grant");
        }
      }
      case NOT_APPLICABLE -> no(grants.reason().text());
      case KNOWN -> {
        if (grants.result().isImpossible()) {
          no("no grant covers it (rule 5.6)");
        } else {
          open("it is open whether a grant covers it");
        }
      }
    }
  }
}
