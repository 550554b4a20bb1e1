package io.kmspolicy.engine.explain;

import io.kmspolicy.engine.match.RequestAttributes;
import io.kmspolicy.engine.report.EvaluationTrace;
import io.kmspolicy.engine.report.LayerTrace;
import io.kmspolicy.engine.report.StatementTrace;
import io.kmspolicy.engine.report.UnofficialRule;
import io.kmspolicy.model.policy.OrganizationLayer;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.policy.PolicyType;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Collects the caveats of an explanation: where it relies on the dated catalogue, or on rules that
 * AWS does not document.
 */
final class Caveats {

  private final EvaluationTrace trace;
  private final RequestAttributes attributes;
  private final String date;
  private final List<String> caveats = new ArrayList<>();

  private Caveats(EvaluationTrace trace, String date) {
    this.trace = trace;
    this.attributes = trace.attributes();
    this.date = date;
  }

  /**
   * The caveats of a trace.
   *
   * @param date the date of the catalogue
   */
  static List<String> of(EvaluationTrace trace, PolicySet policies, String date) {
    Caveats caveats = new Caveats(trace, date);
    caveats.catalogue();
    caveats.unofficialRules(policies);
    return List.copyOf(caveats.caveats);
  }

  private void catalogue() {
    String action = attributes.action();
    if (attributes.known().isEmpty()) {
      add(
          "the catalogue of %s does not know %s; what its tables say is not known for it (rules 5.6,"
              + " 5.10, 5.13)",
          date, action);
      return;
    }
    if (attributes.isKeyless()) {
      add("%s is about no key by the catalogue of %s (rule 5.10)", action, date);
    } else if (attributes.sameAccount().isNoMatch()
        && !attributes.isService()
        && !attributes.isAcrossPartitions()) {
      String verb = attributes.usable().isMatch() ? "works" : "does not work";
      add("%s %s across accounts by the catalogue of %s (rule 5.13)", action, verb, date);
    }
  }

  private void add(String format, Object... values) {
    caveats.add(String.format(Locale.ROOT, format, values));
  }

  private void unofficialRules(PolicySet policies) {
    Set<UnofficialRule> rules = EnumSet.noneOf(UnofficialRule.class);
    for (LayerTrace layer : trace.layers().values()) {
      for (StatementTrace statement : layer.statements()) {
        statement.parts().forEach(part -> rules.addAll(part.unofficialRules()));
      }
    }
    if (attributes.isService() && !(policies.serviceControl() instanceof OrganizationLayer.None)) {
      rules.add(UnofficialRule.SERVICE_CALLS);
    }
    boolean foreignRoot = attributes.isRoot() && attributes.sameAccount().isNoMatch();
    if (foreignRoot && !trace.layer(PolicyType.KEY).allows().isNoMatch()) {
      rules.add(UnofficialRule.ROOT_ACROSS_ACCOUNTS);
    }
    for (UnofficialRule rule : rules) {
      add("not documented by AWS, but taken for true: %s (rule %s)", rule.claim(), rule.rule());
    }
  }
}
