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

/** What an explanation leans on besides AWS's documentation: dated tables and folklore. */
final class Caveats {

  private final EvaluationTrace report;
  private final RequestAttributes facts;
  private final String date;
  private final List<String> notes = new ArrayList<>();

  private Caveats(EvaluationTrace report, String date) {
    this.report = report;
    this.facts = report.facts();
    this.date = date;
  }

  /**
   * The notes on a report.
   *
   * @param date the day of the catalogue
   */
  static List<String> of(EvaluationTrace report, PolicySet policies, String date) {
    Caveats notes = new Caveats(report, date);
    notes.catalogue();
    notes.folklore(policies);
    return List.copyOf(notes.notes);
  }

  private void catalogue() {
    String action = facts.action();
    if (facts.known().isEmpty()) {
      add(
          "the catalogue of %s does not know %s; what its tables say is open for it (rules 5.6,"
              + " 5.10, 5.13)",
          date, action);
      return;
    }
    if (facts.isKeyless()) {
      add("%s is about no key by the catalogue of %s (rule 5.10)", action, date);
    } else if (facts.sameAccount().isImpossible() && !facts.isService()) {
      String works = facts.usable().isCertain() ? "works" : "does not work";
      add("%s %s across accounts by the catalogue of %s (rule 5.13)", action, works, date);
    }
  }

  private void add(String format, Object... values) {
    notes.add(String.format(Locale.ROOT, format, values));
  }

  private void folklore(PolicySet policies) {
    Set<UnofficialRule> rules = EnumSet.noneOf(UnofficialRule.class);
    for (LayerTrace layer : report.layers().values()) {
      for (StatementTrace statement : layer.statements()) {
        statement.parts().forEach(part -> rules.addAll(part.folklore()));
      }
    }
    if (facts.isService() && !(policies.serviceControl() instanceof OrganizationLayer.None)) {
      rules.add(UnofficialRule.SERVICE_CALLS);
    }
    boolean foreignRoot = facts.isRoot() && facts.sameAccount().isImpossible();
    if (foreignRoot && !report.layer(PolicyType.KEY).allows().isImpossible()) {
      rules.add(UnofficialRule.ROOT_ACROSS_ACCOUNTS);
    }
    for (UnofficialRule rule : rules) {
      add("not documented by AWS, but taken for true: %s (rule %s)", rule.claim(), rule.rule());
    }
  }
}
