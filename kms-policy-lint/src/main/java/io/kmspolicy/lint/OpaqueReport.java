package io.kmspolicy.lint;

import io.kmspolicy.lint.analysis.OpaqueVariants;
import io.kmspolicy.lint.analysis.ShownExpressions;
import io.kmspolicy.lint.check.Report;
import io.kmspolicy.lint.document.PolicyText;
import io.kmspolicy.lint.lockout.AdministratorSearch;
import io.kmspolicy.lint.lockout.Administrators;
import io.kmspolicy.lint.rule.Finding;
import io.kmspolicy.lint.rule.LintRule;
import io.kmspolicy.lint.rule.Severity;
import io.kmspolicy.model.policy.PolicyDocument;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.policy.SourceLocation;
import io.kmspolicy.model.problem.PolicySyntaxException;
import io.kmspolicy.model.text.Listing;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The findings in a document with opaque parts: a finding that holds for all their values has the
 * lowest severity that it has for one of them; what holds for some is one note about the
 * expressions that it depends on.
 */
final class OpaqueReport {

  /** The rules about what a policy gives away. */
  private static final Set<LintRule> GIVEN_AWAY =
      Set.of(
          LintRule.WILDCARD_PRINCIPAL,
          LintRule.CROSS_ACCOUNT_WITHOUT_ORG,
          LintRule.FOREIGN_ADMINISTRATION);

  private static final Comparator<SourceLocation> BY_POSITION =
      Comparator.comparingInt(SourceLocation::line).thenComparingInt(SourceLocation::column);

  private final OpaqueVariants variants;
  private final ShownExpressions expressions;
  private final List<List<Finding>> runs;
  private final List<List<Finding>> withoutOpenDeny;
  private final List<List<Finding>> unlikely;
  private final List<List<Finding>> noted;

  /** What a finding is about. Its message may show a value. */
  private record Subject(LintRule rule, String pointer) {
    static Subject of(Finding finding) {
      return new Subject(finding.rule(), finding.location().pointer());
    }
  }

  /**
   * The findings in each variant, in the order of the variants.
   *
   * @param withoutOpenDeny the findings in the variants in which a Deny whose principals are not
   *     known takes nothing back; they decide about what a policy gives away, if there are any
   * @param unlikely the findings in variants that refute other findings and add none
   * @param expected the findings in the variants in which what the source names has values of the
   *     form that its name tells; only they are worth a note, if there are any
   */
  OpaqueReport(
      OpaqueVariants variants,
      List<List<Finding>> runs,
      List<List<Finding>> withoutOpenDeny,
      List<List<Finding>> unlikely,
      List<List<Finding>> expected) {
    this.variants = variants;
    this.expressions = variants.shown();
    this.runs = List.copyOf(runs);
    this.withoutOpenDeny = List.copyOf(withoutOpenDeny);
    this.unlikely = List.copyOf(unlikely);
    this.noted = expected.isEmpty() ? this.runs : List.copyOf(expected);
  }

  /** The findings in a variant: a statement that is not there gives nothing away and has no id. */
  static List<Finding> present(
      OpaqueVariants variants, PolicyText variant, List<Finding> findings) {
    return findings.stream()
        .filter(
            finding ->
                !GIVEN_AWAY.contains(finding.rule())
                    || !variants.isAbsent(variant, finding.location().pointer()))
        .filter(
            finding ->
                finding.rule() != LintRule.SID
                    || !variants.isUsedOnce(variant, finding.location().pointer()))
        .toList();
  }

  /**
   * The findings.
   *
   * @param isAboutKms whether a statement includes an action of KMS; without one, no finding
   *     depends on anything
   */
  List<Finding> findings(PolicyText text, boolean isAboutKms) {
    Map<Subject, Severity> certain = certain();
    if (certain.keySet().stream().anyMatch(one -> one.rule() == LintRule.LOCKOUT)
        && isOpenWhoAdministers(text)) {
      certain.keySet().removeIf(one -> one.rule() == LintRule.LOCKOUT);
    }
    List<Finding> found = new ArrayList<>();
    for (Finding finding : runs.get(0)) {
      Severity severity = certain.remove(Subject.of(finding));
      if (severity != null) {
        found.add(shown(finding.withSeverity(severity)));
      }
    }
    if (isAboutKms) {
      Report notes = new Report(text);
      note(certainSubjects(found), notes);
      found.addAll(notes.findings());
    }
    return found;
  }

  /** Whether some values, of whatever form, may leave the key policy an administrator. */
  private static boolean isOpenWhoAdministers(PolicyText text) {
    try {
      PolicyDocument document = text.reader(PolicyType.KEY).read(text.text());
      return AdministratorSearch.of(document) instanceof Administrators.Indeterminate;
    } catch (PolicySyntaxException unreadable) {
      return true;
    }
  }

  private static Set<Subject> certainSubjects(List<Finding> found) {
    Set<Subject> subjects = new HashSet<>();
    found.forEach(finding -> subjects.add(Subject.of(finding)));
    return subjects;
  }

  /** What holds in every variant. A value of an unknown type has no finding of its own. */
  private Map<Subject, Severity> certain() {
    List<List<Finding>> all = new ArrayList<>(runs);
    all.addAll(unlikely);
    Map<Subject, Severity> common = common(all);
    if (!withoutOpenDeny.isEmpty()) {
      common(withoutOpenDeny)
          .forEach(
              (subject, severity) -> {
                if (GIVEN_AWAY.contains(subject.rule())) {
                  common.put(subject, severity);
                }
              });
    }
    common
        .keySet()
        .removeIf(
            subject ->
                variants.isInStructure(subject.pointer())
                    || (subject.rule() == LintRule.INVALID_DOCUMENT
                        && variants.isOpaque(subject.pointer())));
    return common;
  }

  private Map<Subject, Severity> common(List<List<Finding>> runs) {
    Map<Subject, Severity> first = severities(runs.get(0));
    Map<Subject, Severity> common = new HashMap<>(first);
    for (List<Finding> run : runs) {
      Map<Subject, Severity> other = severities(run);
      common.keySet().retainAll(other.keySet());
      common.replaceAll(
          (subject, severity) -> least(severity, other.getOrDefault(subject, severity)));
    }
    // One of several statements gives it away, whichever of them there are.
    for (LintRule rule : GIVEN_AWAY) {
      Optional<Severity> always = always(rule, runs);
      if (always.isPresent() && common.keySet().stream().noneMatch(one -> one.rule() == rule)) {
        first.keySet().stream()
            .filter(one -> one.rule() == rule && variants.isConditional(one.pointer()))
            .forEach(one -> common.put(one, always.get()));
      }
    }
    return common;
  }

  /** The severity of a rule that has a finding in each run; empty if it has none in one. */
  private static Optional<Severity> always(LintRule rule, List<List<Finding>> runs) {
    Optional<Severity> always = Optional.empty();
    for (List<Finding> run : runs) {
      Optional<Severity> worst =
          run.stream()
              .filter(finding -> finding.rule() == rule)
              .map(Finding::severity)
              .reduce(OpaqueReport::greatest);
      if (worst.isEmpty()) {
        return worst;
      }
      always = always.isEmpty() ? worst : Optional.of(least(always.get(), worst.get()));
    }
    return always;
  }

  private static Map<Subject, Severity> severities(List<Finding> run) {
    Map<Subject, Severity> severities = new HashMap<>();
    run.forEach(
        finding ->
            severities.merge(Subject.of(finding), finding.severity(), OpaqueReport::greatest));
    return severities;
  }

  private static Severity least(Severity one, Severity other) {
    return one.compareTo(other) <= 0 ? one : other;
  }

  private static Severity greatest(Severity one, Severity other) {
    return one.compareTo(other) >= 0 ? one : other;
  }

  private Finding shown(Finding finding) {
    String place = finding.location().pointer();
    return new Finding(
        finding.rule(),
        finding.severity(),
        finding.location(),
        expressions.inName(finding.statement()),
        expressions.inMessage(finding.message(), place),
        expressions.inAdvice(finding.fix()));
  }

  private void note(Set<Subject> certain, Report notes) {
    Set<String> references = new TreeSet<>();
    Set<String> rules = new TreeSet<>();
    for (List<Finding> run : noted) {
      for (Finding finding : run) {
        String place = finding.location().pointer();
        if (finding.severity() != Severity.INFO
            && !certain.contains(Subject.of(finding))
            && !variants.isAboutOtherServices(place)
            && !variants.behind(place).isEmpty()) {
          references.addAll(variants.behind(place));
          rules.add(finding.rule().id());
        }
      }
    }
    if (!rules.isEmpty()) {
      boolean isOne = references.size() == 1;
      notes.add(
          LintRule.PLACEHOLDER,
          references.stream().map(variants::first).min(BY_POSITION).orElseThrow(),
          (isOne ? "the value of " : "the values of ")
              + Listing.firstOf(references)
              + (isOne
                  ? " is not known yet; it decides about "
                  : " are not known yet; they decide about ")
              + Listing.firstOf(rules),
          fix(references));
    }
  }

  /** What the user can do about values that are not known. */
  private static String fix(Set<String> references) {
    return references.stream().allMatch(one -> one.startsWith("${"))
        ? "another program puts the value in: give the document that it writes, or, of Terraform,"
            + " the plan as `terraform show -json PLAN` prints it"
        : "state the value with --account, --region or --parameter, or lint what is deployed";
  }
}
