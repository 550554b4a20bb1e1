package io.kmspolicy.cli.check;

import io.kmspolicy.lint.lockout.NamedPrincipals;
import io.kmspolicy.lint.report.LockoutReport;
import io.kmspolicy.lint.rule.Severity;
import io.kmspolicy.lint.sarif.SarifResult;
import io.kmspolicy.lint.sarif.SarifResult.Baseline;
import io.kmspolicy.lint.sarif.SarifRule;
import io.kmspolicy.model.json.JsonWriter;
import io.kmspolicy.model.text.Counts;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Whether KMS would refuse a key policy, and who could change it afterwards, for every key policy
 * after the change.
 *
 * @param keys the answers
 * @param unknown the key policies that the files leave open, and the files that cannot be read
 * @param unknownBefore the key policies that the files leave open as before the change
 * @param fixed the number of policies of AWS managed keys, which nobody but AWS sets (rule 5.5)
 */
record LockoutPart(
    List<KeyLockout> keys, List<String> unknown, List<String> unknownBefore, int fixed)
    implements Part {

  private static final String RULE = "key-lockout";

  /** Copies the lists. */
  LockoutPart {
    keys = List.copyOf(keys);
    unknown = List.copyOf(unknown);
    unknownBefore = List.copyOf(unknownBefore);
  }

  @Override
  public PartName name() {
    return PartName.LOCKOUT;
  }

  @Override
  public Outcome outcome() {
    if (count(Outcome.FAILED) > 0) {
      return Outcome.FAILED;
    }
    boolean isOpen = !unknown.isEmpty() || keys.stream().anyMatch(KeyLockout::isNewlyOpen);
    return isOpen ? Outcome.INDETERMINATE : Outcome.PASSED;
  }

  private long count(Outcome outcome) {
    return keys.stream().filter(key -> key.outcome() == outcome).count();
  }

  @Override
  public String summary() {
    int all = keys.size() + unknown.size() + unknownBefore.size();
    if (all == 0) {
      return fixed == 0 ? "no key policy" : "no key policy but " + fixed + " of AWS managed keys";
    }
    List<String> parts = new ArrayList<>();
    parts.add(Counts.of(all, "key policy", "key policies"));
    add(count(Outcome.FAILED), "failed", parts);
    long open = keys.stream().filter(KeyLockout::isNewlyOpen).count();
    add(open, "indeterminate", parts);
    add(count(Outcome.INDETERMINATE) - open, "indeterminate as before", parts);
    add(unknown.size(), "not known", parts);
    add(unknownBefore.size(), "not known as before", parts);
    add(fixed, "more of AWS managed keys", parts);
    return String.join(", ", parts);
  }

  private static void add(long number, String what, List<String> parts) {
    if (number > 0) {
      parts.add(number + " " + what);
    }
  }

  @Override
  public List<Detail> details() {
    List<Detail> details = new ArrayList<>();
    for (KeyLockout key : keys) {
      String title = key.outcome().text() + (key.asBefore() ? " as before: " : ": ") + key.title();
      if (key.outcome() != Outcome.PASSED) {
        details.add(new Detail(title, text(key)));
      } else if (!key.report().notes().isEmpty()) {
        details.add(new Detail(title, key.report().notes()));
      }
    }
    return details;
  }

  private static String text(KeyLockout key) {
    return (key.caller().isEmpty() ? "" : "caller: " + key.caller() + "\n") + key.report().text();
  }

  @Override
  public void write(JsonWriter json) {
    json.member("keyPolicies")
        .array(
            keys,
            key ->
                json.object(
                    () -> {
                      json.member("policy", key.policy());
                      json.member("outcome", key.outcome().text());
                      json.member("asBefore", key.asBefore());
                      key.place().write(json);
                      json.optionalMember("caller", key.caller());
                      key.report().write(json);
                    }));
    json.member("notKnown").strings(unknown);
    json.member("notKnownAsBefore").strings(unknownBefore);
  }

  @Override
  public List<SarifRule> rules() {
    return List.of(
        new SarifRule(
            RULE, "KMS refuses the key policy, or nobody could change it again", Severity.ERROR),
        new SarifRule(
            NamedPrincipals.RULE,
            "The key policy names a user or role that does not exist",
            Severity.ERROR),
        new SarifRule(
            LockoutReport.SOLE,
            "The only one who could change the key policy is a role that may be lost",
            Severity.WARNING));
  }

  @Override
  public List<SarifResult> results() {
    List<SarifResult> results = new ArrayList<>();
    for (KeyLockout key : keys) {
      if (key.outcome() != Outcome.PASSED) {
        Severity severity = key.outcome() == Outcome.FAILED ? Severity.ERROR : Severity.WARNING;
        String rule = key.report().isPrincipalMissing() ? NamedPrincipals.RULE : RULE;
        results.add(
            new SarifResult(
                rule,
                severity,
                text(key),
                Optional.of(key.place()),
                "",
                "",
                key.asBefore() ? Baseline.UNCHANGED : Baseline.NEW));
      }
      key.report()
          .danger()
          .ifPresent(
              why ->
                  results.add(
                      new SarifResult(
                          LockoutReport.SOLE, Severity.WARNING, why, Optional.of(key.place()))));
    }
    return results;
  }
}
